import { CreateKeyCommand, DescribeKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
const kms = new KMSClient(endpoint.client);
const Bucket = "with-a-key";

let key = "";
beforeAll(async () => {
  key = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? "";
  await s3.send(new CreateBucketCommand({ Bucket: "plain" }));
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: key } }],
      },
    }),
  );
});

test("an object of a bucket with a key says so, however it came", async () => {
  const said = { ServerSideEncryption: "aws:kms", SSEKMSKeyId: key };
  expect(await s3.send(new PutObjectCommand({ Bucket, Key: "put", Body: "x" }))).toMatchObject(said);
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key: "put" }))).toMatchObject(said);
  const read = await s3.send(new GetObjectCommand({ Bucket, Key: "put" }));
  expect(read).toMatchObject(said);
  expect(await read.Body?.transformToString()).toBe("x");

  await s3.send(new PutObjectCommand({ Bucket: "plain", Key: "put", Body: "x" }));
  const copied = await s3.send(new CopyObjectCommand({ Bucket, Key: "copied", CopySource: "plain/put" }));
  expect(copied).toMatchObject(said);

  const upload = { Bucket, Key: "parts" };
  const { UploadId, ...begun } = await s3.send(new CreateMultipartUploadCommand(upload));
  expect(begun).toMatchObject(said);
  const part = await s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: "part" }));
  expect(part).toMatchObject(said);
  const parts = { Parts: [{ PartNumber: 1, ETag: part.ETag }] };
  const whole = await s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: parts }));
  expect(whole).toMatchObject(said);
});

test("a copy out of it says what its own bucket has", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "out", Body: "x" }));
  await s3.send(new CopyObjectCommand({ Bucket: "plain", Key: "out", CopySource: `${Bucket}/out` }));
  const copy = await s3.send(new HeadObjectCommand({ Bucket: "plain", Key: "out" }));
  expect(copy.ServerSideEncryption).toBe("AES256");
  expect(copy.SSEKMSKeyId).toBeUndefined();
});

test("without a name it is the key that AWS manages for S3", async () => {
  const put = new PutObjectCommand({ Bucket: "plain", Key: "managed", Body: "x", ServerSideEncryption: "aws:kms" });
  const { SSEKMSKeyId } = await s3.send(put);
  const described = await kms.send(new DescribeKeyCommand({ KeyId: "alias/aws/s3" }));
  expect(SSEKMSKeyId).toBe(described.KeyMetadata?.Arn);
  expect(described.KeyMetadata?.KeyManager).toBe("AWS");
});

test("a key that is not there, or goes, stores nothing", async () => {
  const gone = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? "";
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId: gone }));
  const put = (SSEKMSKeyId: string) =>
    s3.send(new PutObjectCommand({ Bucket, Key: "refused", Body: "x", ServerSideEncryption: "aws:kms", SSEKMSKeyId }));
  await expect(put(gone)).rejects.toMatchObject({ name: "KMS.KMSInvalidStateException" });
  await expect(put("0b9c2d1e-0000-4000-8000-000000000000")).rejects.toMatchObject({ name: "KMS.NotFoundException" });
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "refused" }))).rejects.toMatchObject({ name: "NotFound" });
});

test("a key needs aws:kms beside it", async () => {
  await expect(
    s3.send(new PutObjectCommand({ Bucket, Key: "refused", Body: "x", SSEKMSKeyId: key })),
  ).rejects.toMatchObject({ name: "InvalidArgument" });
});
