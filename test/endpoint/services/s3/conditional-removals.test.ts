import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { createTestBucket, serveS3 } from "../../../support/s3.ts";

// What S3 answers was measured on it: ministackorg/ministack issue 1475, 2026-08-23.

const { s3, Bucket } = await serveS3();

/** How a removal with a condition ends. */
const removed = (Key: string, IfMatch: string, bucket = Bucket) =>
  s3.send(new DeleteObjectCommand({ Bucket: bucket, Key, IfMatch })).then(
    ({ $metadata }) => $metadata.httpStatusCode,
    (error: Error) => error.name,
  );

const keys = async () => (await s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key) ?? [];

test("an object is removed where it is the one that the caller knows, or where there is one", async () => {
  const { ETag = "" } = await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  expect(await removed("a", '"0123"')).toBe("PreconditionFailed");
  expect(await keys()).toEqual(["a"]);
  expect(await removed("a", ETag)).toBe(204);
  expect(await keys()).toEqual([]);
  expect(await removed("a", ETag)).toBe("NoSuchKey");
  expect(await removed("a", "*")).toBe("NoSuchKey");
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "y" }));
  expect(await removed("a", "*")).toBe(204);
});

test("of versions the current one alone counts, and below a delete marker there is none", async () => {
  const versioned = await createTestBucket(s3);
  await s3.send(new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration: { Status: "Enabled" } }));
  const old = await s3.send(new PutObjectCommand({ Bucket: versioned, Key: "a", Body: "1" }));
  const current = await s3.send(new PutObjectCommand({ Bucket: versioned, Key: "a", Body: "2" }));
  expect(await removed("a", old.ETag ?? "", versioned)).toBe("PreconditionFailed");
  expect(await removed("a", current.ETag ?? "", versioned)).toBe(204);
  expect(await removed("a", current.ETag ?? "", versioned)).toBe("NoSuchKey");
});

test("a batch removes what holds and names the rest", async () => {
  const Objects = [];
  for (const Key of ["same", "changed", "absent"]) {
    const { ETag = "" } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    Objects.push({ Key, ETag });
  }
  await s3.send(new PutObjectCommand({ Bucket, Key: "changed", Body: "other" }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "absent" }));
  const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(Deleted).toMatchObject([{ Key: "same" }]);
  expect(Errors).toMatchObject([
    { Key: "changed", Code: "PreconditionFailed" },
    { Key: "absent", Code: "NoSuchKey" },
  ]);
  expect(await keys()).toEqual(["changed"]);
});
