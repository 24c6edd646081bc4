import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientConfig } from "../../../support/endpoint.ts";
import { createTestBucket, sendRaw, startS3 } from "../../../support/s3.ts";

let endpoint: Awaited<ReturnType<typeof startS3>>;
let s3: S3Client;
let other: S3Client;
let ireland: S3Client;

beforeAll(async () => {
  endpoint = await startS3();
  ({ s3 } = endpoint);
  other = new S3Client(clientConfig(endpoint.url, "111111111111"));
  ireland = new S3Client({ ...endpoint.client, region: "eu-west-1" });
});

afterAll(() => endpoint.stop());

test("a bucket is created, found, listed and removed", async () => {
  const created = await s3.send(new CreateBucketCommand({ Bucket: "life-of-a-bucket" }));
  expect(created.Location).toBe("/life-of-a-bucket");
  const head = await s3.send(new HeadBucketCommand({ Bucket: "life-of-a-bucket" }));
  expect(head.BucketRegion).toBe("us-east-1");
  const listed = await s3.send(new ListBucketsCommand({ Prefix: "life-" }));
  expect(listed.Buckets).toMatchObject([{ Name: "life-of-a-bucket", BucketRegion: "us-east-1" }]);
  expect(listed.Buckets?.[0]?.CreationDate?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  await s3.send(new DeleteBucketCommand({ Bucket: "life-of-a-bucket" }));
  await expect(s3.send(new HeadBucketCommand({ Bucket: "life-of-a-bucket" }))).rejects.toMatchObject({
    name: "NotFound",
  });
  await expect(s3.send(new DeleteBucketCommand({ Bucket: "life-of-a-bucket" }))).rejects.toMatchObject({
    name: "NoSuchBucket",
  });
});

test("the pages of the list of buckets", async () => {
  for (const at of [1, 2, 3]) await s3.send(new CreateBucketCommand({ Bucket: `paged-${at}` }));
  const first = await s3.send(new ListBucketsCommand({ Prefix: "paged-", MaxBuckets: 2 }));
  expect(first.Buckets?.map(({ Name }) => Name)).toEqual(["paged-1", "paged-2"]);
  const rest = await s3.send(
    new ListBucketsCommand({ Prefix: "paged-", MaxBuckets: 2, ContinuationToken: first.ContinuationToken }),
  );
  expect(rest.Buckets?.map(({ Name }) => Name)).toEqual(["paged-3"]);
  expect(rest.ContinuationToken).toBeUndefined();
});

test.each(["UPPER", "ab", "a..b", "-ab", "ab-", "1.2.3.4", "under_score", "a".repeat(64)])(
  "%s is no name for a bucket",
  async (Bucket) => {
    await expect(s3.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({ name: "InvalidBucketName" });
  },
);

test("a bucket with objects is not removed, nor one with versions alone", async () => {
  const Bucket = await createTestBucket(s3);
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: "BucketNotEmpty",
    $metadata: { httpStatusCode: 409 },
  });
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: "BucketNotEmpty" });
});

test("names are one over all accounts; another account sees nothing of a bucket", async () => {
  const Bucket = await createTestBucket(s3);
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  await expect(other.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({ name: "BucketAlreadyExists" });
  await expect(other.send(new PutObjectCommand({ Bucket, Key: "a", Body: "y" }))).rejects.toMatchObject({
    name: "AccessDenied",
    message: "Access Denied",
    $metadata: { httpStatusCode: 403 },
  });
  await expect(other.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
  expect((await other.send(new ListBucketsCommand({}))).Buckets).toEqual([]);
});

test("the owner may create a bucket of us-east-1 again, and no other", async () => {
  const Bucket = await createTestBucket(s3);
  await s3.send(new CreateBucketCommand({ Bucket }));
  const input = {
    Bucket: "bucket-in-ireland",
    CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
  } as const;
  await ireland.send(new CreateBucketCommand(input));
  await expect(ireland.send(new CreateBucketCommand(input))).rejects.toMatchObject({ name: "BucketAlreadyOwnedByYou" });
});

test("a bucket lies in one region", async () => {
  await ireland.send(
    new CreateBucketCommand({
      Bucket: "irish-bucket",
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    }),
  );
  const location = await s3.send(new GetBucketLocationCommand({ Bucket: "irish-bucket" }));
  expect(location.LocationConstraint).toBe("eu-west-1");
  const plain = await createTestBucket(s3);
  expect((await s3.send(new GetBucketLocationCommand({ Bucket: plain }))).LocationConstraint).toBeUndefined();
  await expect(s3.send(new PutObjectCommand({ Bucket: "irish-bucket", Key: "a", Body: "x" }))).rejects.toMatchObject({
    name: "AuthorizationHeaderMalformed",
    Region: "eu-west-1",
  });
  const unspecified = await sendRaw(endpoint.url, "PUT", "/unspecified-region", { region: "eu-west-1" });
  expect(unspecified.body).toContain("<Code>IllegalLocationConstraintException</Code>");
});

test("a caller may say who should own the bucket", async () => {
  const Bucket = await createTestBucket(s3);
  await s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: "000000000000" }));
  await expect(s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: "111111111111" }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
});

test("a bucket is created with tags, which are checked as those that are put later", async () => {
  const create = (Bucket: string, ...Tags: { Key: string; Value: string }[]) =>
    s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { Tags } }));
  const tags = async (Bucket: string) => (await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet;
  await create("tagged-bucket", { Key: "team", Value: "faces" });
  expect(await tags("tagged-bucket")).toEqual([{ Key: "team", Value: "faces" }]);
  const twice = [1, 2].map((at) => ({ Key: "team", Value: `${at}` }));
  await expect(create("twice-tagged-bucket", ...twice)).rejects.toMatchObject({ name: "InvalidTag" });
  await expect(create("own-tagged-bucket", { Key: "aws:team", Value: "" })).rejects.toMatchObject({
    name: "InvalidTag",
  });
  await create("untagged-bucket");
  await expect(tags("untagged-bucket")).rejects.toMatchObject({ name: "NoSuchTagSet" });
});

test("an ACL cannot be set", async () => {
  const input = { Bucket: "with-an-acl", ACL: "public-read" } as const;
  await expect(s3.send(new CreateBucketCommand(input))).rejects.toMatchObject({
    name: "InvalidBucketAclWithObjectOwnership",
  });
  await expect(s3.send(new CreateBucketCommand({ ...input, ObjectOwnership: "ObjectWriter" }))).rejects.toMatchObject({
    name: "UnsupportedOperation",
  });
});
