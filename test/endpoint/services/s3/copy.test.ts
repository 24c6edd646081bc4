import { CopyObjectCommand, type CopyObjectCommandInput, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { beforeAll, expect, test } from "vitest";
import { createTestBucket, sendRaw, serveS3 } from "../../../support/s3.ts";

const { endpoint, s3, Bucket } = await serveS3();

beforeAll(async () => {
  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: "source",
      Body: "body",
      ContentType: "text/plain",
      CacheControl: "no-store",
      Metadata: { a: "1" },
    }),
  );
});

test("a copy has the source's metadata, into another bucket too", async () => {
  const other = await createTestBucket(s3);
  const copied = await s3.send(new CopyObjectCommand({ Bucket: other, Key: "copy", CopySource: `/${Bucket}/source` }));
  const got = await s3.send(new GetObjectCommand({ Bucket: other, Key: "copy" }));
  expect(await got.Body?.transformToString()).toBe("body");
  expect(got).toMatchObject({
    ContentType: "text/plain",
    CacheControl: "no-store",
    Metadata: { a: "1" },
    ETag: copied.CopyObjectResult?.ETag,
  });
  expect(copied.CopyObjectResult?.LastModified?.getTime()).toBeGreaterThan(0);
});

test("REPLACE takes the request's metadata, all of it", async () => {
  await s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: "replaced",
      CopySource: `${Bucket}/source`,
      MetadataDirective: "REPLACE",
      Metadata: { b: "2" },
    }),
  );
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "replaced" }));
  await got.Body?.transformToString();
  expect(got.Metadata).toEqual({ b: "2" });
  expect(got.CacheControl).toBeUndefined();
});

test("a copy to itself must change something", async () => {
  const input = { Bucket, Key: "itself", CopySource: `${Bucket}/itself` };
  await s3.send(new PutObjectCommand({ Bucket, Key: "itself", Body: "x" }));
  await expect(s3.send(new CopyObjectCommand(input))).rejects.toMatchObject({ name: "InvalidRequest" });
  await s3.send(new CopyObjectCommand({ ...input, MetadataDirective: "REPLACE", Metadata: { new: "1" } }));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "itself" }));
  expect(await got.Body?.transformToString()).toBe("x");
  expect(got.Metadata).toEqual({ new: "1" });
});

test("the source must be there and meet the conditions", async () => {
  const copy = (input: Omit<CopyObjectCommandInput, "Bucket" | "Key">) =>
    s3.send(new CopyObjectCommand({ Bucket, Key: "target", ...input }));
  await expect(copy({ CopySource: `${Bucket}/absent` })).rejects.toMatchObject({ name: "NoSuchKey" });
  await expect(copy({ CopySource: "no-such-bucket-at-all/a" })).rejects.toMatchObject({ name: "NoSuchBucket" });
  await expect(copy({ CopySource: "nothing" })).rejects.toMatchObject({ name: "InvalidArgument" });
  const CopySource = `${Bucket}/source`;
  const past = new Date("2020-01-01");
  const failed = { name: "PreconditionFailed", $metadata: { httpStatusCode: 412 } };
  await expect(copy({ CopySource, CopySourceIfMatch: '"0"' })).rejects.toMatchObject({
    ...failed,
    Condition: "x-amz-copy-source-If-Match",
  });
  await expect(copy({ CopySource, CopySourceIfUnmodifiedSince: past })).rejects.toMatchObject({
    ...failed,
    Condition: "x-amz-copy-source-If-Unmodified-Since",
  });
  await expect(copy({ CopySource, CopySourceIfNoneMatch: '"841a2d689ad86bd1611447453c22c6fc"' })).rejects.toMatchObject(
    { ...failed, Condition: "x-amz-copy-source-If-None-Match" },
  );
  await expect(copy({ CopySource, CopySourceIfModifiedSince: new Date() })).rejects.toMatchObject({
    ...failed,
    Condition: "x-amz-copy-source-If-Modified-Since",
  });
  expect((await sendRaw(endpoint.url, "HEAD", `/${Bucket}/target`)).status).toBe(404);
});

test.each([
  ["part by part", (bucket: string, key: string) => `${bucket}/${encodeURIComponent(key)}`],
  ["as a whole", (bucket: string, key: string) => encodeURIComponent(`${bucket}/${key}`)],
  ["as a whole, with a slash before it", (bucket: string, key: string) => encodeURIComponent(`/${bucket}/${key}`)],
  ["with + for a space", (bucket: string) => `${bucket}/a+b%2B%C3%BC.jpg`],
])("the name of a source may be encoded %s", async (_, source) => {
  const key = "a b+ü.jpg";
  await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: "body" }));
  const copied = await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: source(Bucket, key) }));
  expect(copied.CopyObjectResult?.ETag).toBe('"841a2d689ad86bd1611447453c22c6fc"');
});
