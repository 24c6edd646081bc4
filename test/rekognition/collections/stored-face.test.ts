import { expect, test } from "vitest";
import { imageId, storedFace } from "../../../dev/rekognition/collections/stored-face.ts";

test("rounds stored numbers to six digits read as float32, as published answers show", () => {
  const face = storedFace({
    face_id: "f",
    image_id: "i",
    external_image_id: null,
    box_width: 0.31888890266418457,
    box_height: 0.06333333253860474,
    box_left: -0.5,
    box_top: 0,
    confidence: 99.9991226196289,
  });

  expect(face).toEqual({
    FaceId: "f",
    ImageId: "i",
    BoundingBox: { Width: 0.31888899207115173, Height: 0.06333330273628235, Left: -0.5, Top: 0 },
    Confidence: 99.99909973144531,
    IndexFacesModelVersion: "7.0",
  });
});

test("derives a picture's id from its bytes and its ExternalImageId, as UUID version 3", () => {
  const id = imageId("ab12", "nora");

  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(imageId("ab12", "nora")).toBe(id);
  expect(imageId("ab12", "bob")).not.toBe(id);
  expect(imageId("ab12", undefined)).not.toBe(id);
  expect(imageId("cd34", "nora")).not.toBe(id);
});
