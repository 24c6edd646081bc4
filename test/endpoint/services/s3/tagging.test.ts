import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type Tag,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { beforeEach, expect, test } from "vitest";
import { createTestBucket, serveS3 } from "../../../support/s3.ts";

const { s3 } = await serveS3();

let Bucket: string;

beforeEach(async () => {
  Bucket = await createTestBucket(s3);
});

const tagsOf = async (Key: string, VersionId?: string) =>
  (await s3.send(new GetObjectTaggingCommand({ Bucket, Key, VersionId }))).TagSet;

const tag = (Key: string, TagSet: Tag[], VersionId?: string) =>
  s3.send(new PutObjectTaggingCommand({ Bucket, Key, VersionId, Tagging: { TagSet } }));

test("tags are put, counted, replaced and removed; the object stays what it is", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "body", Metadata: { m: "1" } }));
  expect(await tagsOf("a")).toEqual([]);
  await tag("a", [
    { Key: "who", Value: "ä + ö" },
    { Key: "empty", Value: "" },
  ]);
  expect(await tagsOf("a")).toEqual([
    { Key: "who", Value: "ä + ö" },
    { Key: "empty", Value: "" },
  ]);
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "a" }));
  expect(got).toMatchObject({ TagCount: 2, Metadata: { m: "1" } });
  expect(await got.Body?.transformToString()).toBe("body");
  await tag("a", [{ Key: "other", Value: "1" }]);
  expect(await tagsOf("a")).toEqual([{ Key: "other", Value: "1" }]);
  const removed = await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: "a" }));
  expect(removed.$metadata.httpStatusCode).toBe(204);
  expect(await tagsOf("a")).toEqual([]);
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "a" }))).TagCount).toBeUndefined();
});

test("tags come with an object, whole or in parts, and go with its copy unless they are replaced", async () => {
  const Tagging = "name=nora%20l&empty=&plus=a+b";
  const expected = [
    { Key: "name", Value: "nora l" },
    { Key: "empty", Value: "" },
    { Key: "plus", Value: "a b" },
  ];
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "body", Tagging }));
  expect(await tagsOf("a")).toEqual(expected);
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "parts", Tagging }));
  const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key: "parts", UploadId, PartNumber: 1, Body: "1" }));
  await s3.send(
    new CompleteMultipartUploadCommand({
      Bucket,
      Key: "parts",
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    }),
  );
  expect(await tagsOf("parts")).toEqual(expected);
  const CopySource = `${Bucket}/a`;
  await s3.send(new CopyObjectCommand({ Bucket, Key: "b", CopySource, MetadataDirective: "REPLACE" }));
  expect(await tagsOf("b")).toEqual(expected);
  await s3.send(
    new CopyObjectCommand({ Bucket, Key: "c", CopySource, TaggingDirective: "REPLACE", Tagging: "only=this" }),
  );
  expect(await tagsOf("c")).toEqual([{ Key: "only", Value: "this" }]);
});

test("each version has its own tags", async () => {
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  const first = await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "1" }));
  const second = await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "2" }));
  const tagged = await tag("a", [{ Key: "of", Value: "first" }], first.VersionId);
  expect(tagged.VersionId).toBe(first.VersionId);
  await tag("a", [{ Key: "of", Value: "second" }]);
  expect(await tagsOf("a", first.VersionId)).toEqual([{ Key: "of", Value: "first" }]);
  expect(await tagsOf("a", second.VersionId)).toEqual([{ Key: "of", Value: "second" }]);
});

test.each([
  [Array.from({ length: 11 }, (_, at) => ({ Key: `k${at}`, Value: "" })), "BadRequest"],
  [
    [
      { Key: "a", Value: "1" },
      { Key: "a", Value: "2" },
    ],
    "InvalidTag",
    // In the header a key that stands twice is no tagging at all.
    "InvalidArgument",
  ],
  [[{ Key: "aws:a", Value: "1" }], "InvalidTag"],
  [[{ Key: "k".repeat(129), Value: "1" }], "InvalidTag"],
])("tags that S3 does not take are refused (%#)", async (tags, name, inHeader = name) => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "body" }));
  await expect(tag("a", tags)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  const Tagging = tags.map(({ Key, Value }) => `${Key}=${Value}`).join("&");
  await expect(s3.send(new PutObjectCommand({ Bucket, Key: "b", Body: "1", Tagging }))).rejects.toMatchObject({
    name: inHeader,
  });
  await expect(tag("missing", [])).rejects.toMatchObject({ name: "NoSuchKey" });
});
