import { expect, test } from "vitest";
import { canonicalJson } from "../../../dev/rekognition/recordings/canonical.ts";
import { normaliseInput } from "../../../dev/rekognition/recordings/normalise.ts";
import { keyOf } from "../../../dev/rekognition/recordings/recording.ts";
import type { OperationName } from "../../../dev/rekognition/service-model.ts";

const Image = { sha256: "a".repeat(64) };

function keyFor(operation: OperationName, input: Record<string, unknown>): string {
  return keyOf({ operation, request: normaliseInput(operation, input), state: undefined });
}

test.each([
  ["SearchFacesByImage", { FaceMatchThreshold: 80.0, QualityFilter: "NONE" }, {}],
  ["CompareFaces", { SimilarityThreshold: 80, QualityFilter: "NONE" }, {}],
  ["SearchUsers", { UserMatchThreshold: 80 }, {}],
  ["AssociateFaces", { UserMatchThreshold: 75, FaceIds: ["b", "a", "b"] }, { FaceIds: ["a", "b"] }],
  ["IndexFaces", { QualityFilter: "AUTO", DetectionAttributes: ["DEFAULT"] }, {}],
  ["DetectFaces", { Attributes: ["GENDER", "ALL"] }, { Attributes: ["ALL", "DEFAULT"] }],
  ["DetectFaces", { Attributes: ["SMILE", "DEFAULT", "BEARD"] }, { Attributes: ["BEARD", "SMILE"] }],
  ["CreateUser", { ClientRequestToken: "random-1" }, { ClientRequestToken: "random-2" }],
  ["ListFaces", { MaxResults: null }, {}],
  [
    "TagResource",
    { ResourceArn: "arn:aws:rekognition:eu-west-1:111122223333:collection/a" },
    { ResourceArn: "arn:aws:rekognition:us-east-1:000000000000:collection/a" },
  ],
] as const)("%s: %j means the same as %j", (operation, one, other) => {
  expect(keyFor(operation, { ...one })).toBe(keyFor(operation, { ...other }));
});

test.each([
  ["SearchFacesByImage", { FaceMatchThreshold: 90 }, {}],
  ["SearchFacesByImage", { CollectionId: "a" }, { CollectionId: "A" }],
  ["IndexFaces", { MaxFaces: 1 }, {}],
  ["IndexFaces", { QualityFilter: "NONE" }, {}],
  ["IndexFaces", { ExternalImageId: "given" }, {}],
  ["DetectFaces", { Attributes: ["SMILE"] }, {}],
  ["ListFaces", { NextToken: "a" }, { NextToken: "b" }],
] as const)("%s: %j is another request than %j", (operation, one, other) => {
  expect(keyFor(operation, { ...one })).not.toBe(keyFor(operation, { ...other }));
});

test("of a picture the hash alone decides, of a state all of it", () => {
  const request = { Image };
  const described = { Image: { ...Image, bytes: 1, width: 2, height: 3, sent: { sha256: "b" } } };
  const key = keyOf({ operation: "DetectFaces", request, state: undefined });
  expect(keyOf({ operation: "DetectFaces", request: described, state: undefined })).toBe(key);
  expect(
    keyOf({ operation: "DetectFaces", request: { Image: { sha256: "b".repeat(64) } }, state: undefined }),
  ).not.toBe(key);
  const state = { collection: "there", faces: 1, digest: "c".repeat(64) } as const;
  const keys = [state, { ...state, faces: 2 }, { ...state, collection: "gone" } as const, undefined].map((each) =>
    keyOf({ operation: "ListFaces", request: {}, state: each }),
  );
  expect(new Set(keys).size).toBe(4);
});

test("equal values have equal text, whatever the order of their keys", () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: 80.0 })).toBe('{"a":80,"b":[{"c":2,"d":1}]}');
});
