import { expect, test } from "vitest";
import { noFaceReason, registeredReason } from "../../handler/reasons.ts";

test("says what was registered and what was left out", () => {
  expect(registeredReason(1, [])).toBe("One face was registered.");
  expect(registeredReason(3, [])).toBe("3 faces were registered.");
  expect(registeredReason(1, [{ Reasons: ["EXCEEDS_MAX_FACES"] }, { Reasons: ["EXCEEDS_MAX_FACES"] }])).toBe(
    "One face was registered; 2 were left out: not the largest face.",
  );
});

test("says why there is no face", () => {
  expect(noFaceReason([])).toBe("No face was found in the picture.");
  expect(noFaceReason([{ Reasons: ["LOW_SHARPNESS", "LOW_BRIGHTNESS"] }])).toBe(
    "No face was registered; one was left out: blurred, too dark.",
  );
});
