import { expect, test } from "vitest";
import { STRANGER, startFaceEndpoint } from "./face-endpoint.ts";
import { rawCall } from "./raw-call.ts";

const { endpoint } = await startFaceEndpoint();
const IMAGE = { Bytes: "AAAA" };

test.each([
  [
    "a missing member",
    "CreateCollection",
    {},
    "1 validation error detected: Value null at 'collectionId' failed to satisfy constraint: Member must not be null",
  ],
  [
    "null, which counts as missing",
    "DetectFaces",
    { Image: null },
    "1 validation error detected: Value null at 'image' failed to satisfy constraint: Member must not be null",
  ],
  [
    "a pattern",
    "CreateCollection",
    { CollectionId: "my faces" },
    "1 validation error detected: Value 'my faces' at 'collectionId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.\\-]+",
  ],
  [
    "an empty text that also misses the pattern",
    "DeleteCollection",
    { CollectionId: "" },
    "2 validation errors detected: Value '' at 'collectionId' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'collectionId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.\\-]+",
  ],
  [
    "an empty picture",
    "DetectFaces",
    { Image: { Bytes: "" } },
    "1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=0 cap=0]' at 'image.bytes' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    "a picture of one byte too many",
    "DetectFaces",
    { Image: { Bytes: Buffer.alloc(5_242_881).toString("base64") } },
    "1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=5242881 cap=5242881]' at 'image.bytes' failed to satisfy constraint: Member must have length less than or equal to 5242880",
  ],
  [
    "a key as ExternalImageId, and a number below its range",
    "IndexFaces",
    { CollectionId: "c", Image: IMAGE, ExternalImageId: "people/nora.jpg", MaxFaces: 0 },
    "2 validation errors detected: Value 'people/nora.jpg' at 'externalImageId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.\\-:]+; Value '0' at 'maxFaces' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    "a percentage above its range",
    "SearchFaces",
    { CollectionId: "c", FaceId: STRANGER, FaceMatchThreshold: 101 },
    "1 validation error detected: Value '101.0' at 'faceMatchThreshold' failed to satisfy constraint: Member must have value less than or equal to 100",
  ],
  [
    "a word outside its set",
    "SearchFacesByImage",
    { CollectionId: "c", Image: IMAGE, QualityFilter: "BEST" },
    "1 validation error detected: Value 'BEST' at 'qualityFilter' failed to satisfy constraint: Member must satisfy enum value set: [NONE, AUTO, LOW, MEDIUM, HIGH]",
  ],
  [
    "an element of a list",
    "DeleteFaces",
    { CollectionId: "c", FaceIds: [STRANGER, "ABC"] },
    `1 validation error detected: Value '[${STRANGER}, ABC]' at 'faceIds' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy regular expression pattern: [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}]`,
  ],
  [
    "an empty list",
    "DeleteFaces",
    { CollectionId: "c", FaceIds: [] },
    "1 validation error detected: Value '[]' at 'faceIds' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    "a key of a map",
    "CreateCollection",
    { CollectionId: "c", Tags: { "aws:mine": "x" } },
    "1 validation error detected: Value '{aws:mine=x}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ^(?!aws:)[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$]",
  ],
  [
    "a member of a structure in a structure",
    "DetectFaces",
    { Image: { S3Object: { Bucket: "ab", Name: "x" } } },
    "1 validation error detected: Value 'ab' at 'image.s3Object.bucket' failed to satisfy constraint: Member must have length greater than or equal to 3",
  ],
])("refuses %s as the framework does", async (_what, operation, input, message) => {
  const { status, body } = await rawCall(endpoint.url, operation, input);

  expect(status).toBe(400);
  // Lower-case message, no Code, no Logref.
  expect(body).toEqual({ __type: "ValidationException", message });
});

test.each([
  ["a number for a text", "CreateCollection", { CollectionId: 7 }],
  ["a fraction for a whole number", "ListCollections", { MaxResults: 1.5 }],
  ["a whole number of 33 bits", "IndexFaces", { CollectionId: "c", Image: IMAGE, MaxFaces: 2 ** 31 }],
  ["a text for a list", "DeleteFaces", { CollectionId: "c", FaceIds: STRANGER }],
  ["bytes that are not base64", "DetectFaces", { Image: { Bytes: "~~~~" } }],
  ["bytes in base64url", "DetectFaces", { Image: { Bytes: "A-_A" } }],
  ["base64 with line feeds", "DetectFaces", { Image: { Bytes: "AAAA\n\n\n\n" } }],
  ["base64 without its padding", "DetectFaces", { Image: { Bytes: "AAA" } }],
  ["base64 with padding inside", "DetectFaces", { Image: { Bytes: "AA==AAAA" } }],
  ["a list for the whole body", "ListCollections", []],
  ["what is not JSON", "ListCollections", "{"],
])("refuses %s by its type", async (_what, operation, input) => {
  const { status, body } = await rawCall(endpoint.url, operation, input);

  expect(status).toBe(400);
  expect(body["__type"]).toBe("SerializationException");
});

test("passes over members that the model does not know", async () => {
  const { status, body } = await rawCall(endpoint.url, "ListCollections", { Unknown: 1 });

  expect(status).toBe(200);
  expect(body).toEqual({ CollectionIds: [], FaceModelVersions: [] });
});
