import { expect, test } from "vitest";
import type { AnalysedFace, AnalysedPicture } from "../../dev/rekognition/model/face-model.ts";
import { selectFaces } from "../../dev/rekognition/quality-filter.ts";

interface Traits {
  readonly size?: number;
  readonly confidence?: number;
  readonly sharpness?: number;
  readonly brightness?: number;
  readonly yaw?: number;
  readonly pitch?: number;
}

/** A face `size` pixels wide and high in a picture of 1000 by 1000. */
function face({ size = 200, confidence = 99.9, sharpness = 90, brightness = 60, yaw = 0, pitch = 0 }: Traits = {}) {
  const made: AnalysedFace = {
    box: { left: 0.1, top: 0.1, width: size / 1000, height: size / 1000 },
    confidence,
    landmarks68: [],
    pose: { roll: 0, yaw, pitch },
    quality: { sharpness, brightness },
    embedding: new Float32Array(128),
  };
  return made;
}

const picture = (...faces: AnalysedFace[]): AnalysedPicture => ({ format: "JPEG", width: 1000, height: 1000, faces });

test.each([
  ["LOW_CONFIDENCE", { confidence: 79 }],
  ["LOW_SHARPNESS", { sharpness: 10 }],
  ["LOW_BRIGHTNESS", { brightness: 3 }],
  ["SMALL_BOUNDING_BOX", { size: 20 }],
  ["EXTREME_POSE", { yaw: -85 }],
  ["EXTREME_POSE", { pitch: 85 }],
  ["LOW_FACE_QUALITY", { brightness: 12, sharpness: 30 }],
])("AUTO refuses a face with %s, NONE takes it", (reason, traits) => {
  const poor = face(traits);

  expect(selectFaces(picture(poor), "AUTO", 100)).toEqual({ taken: [], refused: [{ face: poor, reasons: [reason] }] });
  expect(selectFaces(picture(poor), "NONE", 100)).toEqual({ taken: [poor], refused: [] });
});

test("says every reason against a face", () => {
  const { refused } = selectFaces(picture(face({ size: 20, brightness: 3, sharpness: 5 })), "AUTO", 100);

  expect(refused[0]?.reasons).toEqual(["LOW_BRIGHTNESS", "LOW_SHARPNESS", "SMALL_BOUNDING_BOX"]);
});

test("raises the bar from LOW over MEDIUM to HIGH", () => {
  const faces = picture(face(), face({ size: 70 }), face({ size: 40 }));
  const taken = (filter: "LOW" | "MEDIUM" | "HIGH") => selectFaces(faces, filter, 100).taken.length;

  expect([taken("LOW"), taken("MEDIUM"), taken("HIGH")]).toEqual([3, 2, 1]);
});

test("does not call a face poor that barely passes in one way", () => {
  expect(selectFaces(picture(face({ sharpness: 30 })), "AUTO", 100).refused).toEqual([]);
  expect(selectFaces(picture(face({ sharpness: 45, size: 60 })), "MEDIUM", 100).refused).toMatchObject([
    { reasons: ["LOW_FACE_QUALITY"] },
  ]);
  expect(selectFaces(picture(face({ sharpness: 70, brightness: 40 })), "HIGH", 100).refused).toMatchObject([
    { reasons: ["LOW_FACE_QUALITY"] },
  ]);
});

test("beyond the most faces the smallest boxes go", () => {
  const [large, middle, small] = [face({ size: 300 }), face({ size: 200 }), face({ size: 100 })];

  const { taken, refused } = selectFaces(picture(large, middle, small), "AUTO", 1);

  expect(taken).toEqual([large]);
  expect(refused).toEqual([
    { face: middle, reasons: ["EXCEEDS_MAX_FACES"] },
    { face: small, reasons: ["EXCEEDS_MAX_FACES"] },
  ]);
});

test("without a filter, those of low quality go before smaller ones", () => {
  const [blurred, middle, small] = [face({ size: 300, sharpness: 5 }), face({ size: 200 }), face({ size: 100 })];

  const two = selectFaces(picture(blurred, middle, small), "NONE", 2);
  const three = selectFaces(picture(blurred, middle, small), "NONE", 3);

  expect(two.taken).toEqual([middle, small]);
  expect(two.refused).toEqual([{ face: blurred, reasons: ["EXCEEDS_MAX_FACES", "LOW_SHARPNESS"] }]);
  expect(three.taken).toEqual([blurred, middle, small]);
});
