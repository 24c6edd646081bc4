import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createS3Service } from "../../../dev/endpoint/s3/index.ts";
import { startTestEndpoint } from "../../support/endpoint.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let s3: S3Client;
const Bucket = "pictures";

beforeAll(async () => {
  endpoint = await startTestEndpoint({ services: [createS3Service] });
  s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket }));
});

afterAll(() => endpoint.stop());

test("an object comes back as it was put", async () => {
  const Body = Buffer.from("some bytes \u00e9");
  const put = await s3.send(
    new PutObjectCommand({ Bucket, Key: "a.txt", Body, ContentType: "text/plain", Metadata: { Who: "ada" } }),
  );
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "a.txt", ChecksumMode: "ENABLED" }));

  expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(Body);
  expect(got).toMatchObject({
    ETag: put.ETag,
    ContentType: "text/plain",
    ContentLength: Body.length,
    Metadata: { who: "ada" },
    ChecksumCRC32: put.ChecksumCRC32,
    ServerSideEncryption: "AES256",
  });
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "a.txt" }));
  expect(head).toMatchObject({ ContentLength: Body.length, ETag: put.ETag });
  const listed = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(listed.Contents).toMatchObject([{ Key: "a.txt", Size: Body.length, ETag: put.ETag }]);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "a.txt" }));
  await expect(s3.send(new GetObjectCommand({ Bucket, Key: "a.txt" }))).rejects.toMatchObject({
    name: "NoSuchKey",
    $metadata: { httpStatusCode: 404 },
  });
});
