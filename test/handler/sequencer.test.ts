import { expect, test } from "vitest";
import { isNewer, padSequencer } from "../../handler/sequencer.ts";

test.each([
  ["0055AED6DCD90281E6", "0055AED6DCD90281E5"],
  ["0055AED6DCD90281E5", "0055AED6DCD90281"],
  ["0055AED6DCD9029", "0055AED6DCD90281E5"],
  ["00ab", "00AA"],
])("%s is newer than %s", (newer, older) => {
  expect(isNewer(newer, older)).toBe(true);
  expect(isNewer(older, newer)).toBe(false);
});

test("pads on the right, so that stored ones compare as strings", () => {
  expect(padSequencer("00ab")).toBe("00AB0000000000000000000000000000");
  expect(isNewer("00AB", "00ab00")).toBe(false);
  expect(isNewer("00ab00", "00AB")).toBe(false);
});
