import { expect, test } from "vitest";
import { STRANGER, startFaceEndpoint } from "./face-endpoint.ts";
import { rawCall } from "./raw-call.ts";

const { endpoint, collection } = await startFaceEndpoint();
const CollectionId = await collection("limits");
const ARN = `arn:aws:rekognition:us-east-1:000000000000:collection/${CollectionId}`;
// No picture: what reads it comes after the constraints.
const Image = { Bytes: "AAAA" };
const UserId = "nora";
const FaceId = STRANGER;

const ids = (count: number) =>
  Array.from({ length: count }, (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`);
const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key-${i}`, "value"]));

/** Operation, the rest of its input, a member, its last values that are taken and first that are not. */
type Limit = readonly [string, object, string, readonly unknown[], readonly unknown[]];

const LIMITS: readonly Limit[] = [
  ["CreateCollection", {}, "CollectionId", ["c".repeat(255), "A.b_c-9"], ["c".repeat(256), "a:b", "ä", "a/b"]],
  ["CreateCollection", { CollectionId: "tagged" }, "Tags", [tags(200), {}], [tags(201), { a: "x".repeat(257) }]],
  ["TagResource", { ResourceArn: ARN }, "Tags", [{ ["k".repeat(128)]: "" }], [{ ["k".repeat(129)]: "" }, { "a*": "" }]],
  ["ListTagsForResource", {}, "ResourceArn", [ARN, "x".repeat(20)], ["x".repeat(19), "x".repeat(2049)]],
  ["ListCollections", {}, "MaxResults", [0, 4096, null], [-1, 4097]],
  ["ListCollections", {}, "NextToken", ["t".repeat(255)], ["t".repeat(256)]],
  ["ListFaces", { CollectionId }, "MaxResults", [0, 1, 4096], [-1, 4097]],
  ["ListFaces", { CollectionId }, "FaceIds", [ids(4096)], [[], ids(4097), ["00000000-0000-4000-8000-00000000000A"]]],
  ["ListUsers", { CollectionId }, "MaxResults", [1, 500], [0, 501]],
  ["DeleteFaces", { CollectionId }, "FaceIds", [ids(4096)], [[], ids(4097), ["x"]]],
  ["SearchFaces", { CollectionId, FaceId }, "MaxFaces", [1, 4096], [0, 4097]],
  ["SearchFaces", { CollectionId, FaceId }, "FaceMatchThreshold", [0, 99.9, 100], [-0.1, 100.1]],
  ["SearchFacesByImage", { CollectionId, Image }, "MaxFaces", [1, 4096], [0, 4097]],
  ["SearchFacesByImage", { CollectionId, Image }, "QualityFilter", ["NONE", "HIGH"], ["none", ""]],
  ["IndexFaces", { CollectionId, Image }, "MaxFaces", [1, 101, 100_000], [0, -1]],
  [
    "IndexFaces",
    { CollectionId, Image },
    "ExternalImageId",
    ["e".repeat(255), "a:b.c_d-9"],
    ["", "e".repeat(256), "a b"],
  ],
  ["IndexFaces", { CollectionId, Image }, "DetectionAttributes", [["ALL", "SMILE"], []], [["ANY"], ["all"]]],
  ["DetectFaces", {}, "Image", [{ S3Object: { Bucket: "abc", Name: "n".repeat(1024) } }], [{ S3Object: { Name: "" } }]],
  ["CompareFaces", { SourceImage: Image, TargetImage: Image }, "SimilarityThreshold", [0, 100], [-1, 101]],
  ["CreateUser", { CollectionId }, "UserId", ["u".repeat(128), "a:b.c_d-9"], ["u".repeat(129), "", "a b"]],
  ["CreateUser", { CollectionId, UserId }, "ClientRequestToken", ["t".repeat(64)], ["t".repeat(65), "", "a.b"]],
  ["AssociateFaces", { CollectionId, UserId }, "FaceIds", [ids(100)], [[], ids(101)]],
  ["AssociateFaces", { CollectionId, UserId, FaceIds: ids(1) }, "UserMatchThreshold", [0, 100], [-1, 100.5]],
  ["DisassociateFaces", { CollectionId, UserId }, "FaceIds", [ids(100)], [[], ids(101)]],
  ["SearchUsers", { CollectionId, UserId }, "MaxUsers", [1, 500], [0, 501]],
  ["SearchUsersByImage", { CollectionId, Image }, "MaxUsers", [1, 500], [0, 501]],
];

test.each(LIMITS)("%s %o: %s has the limits of the service model", async (operation, rest, member, taken, refused) => {
  const answer = async (value: unknown) => (await rawCall(endpoint.url, operation, { ...rest, [member]: value })).body;

  for (const value of taken) expect((await answer(value))["__type"]).not.toBe("ValidationException");
  for (const value of refused) {
    expect(await answer(value)).toEqual({
      __type: "ValidationException",
      message: expect.stringMatching(/^\d validation errors? detected: Value '/u),
    });
  }
});
