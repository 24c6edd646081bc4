import {
  GetBucketAccelerateConfigurationCommand,
  GetBucketAclCommand,
  GetBucketLoggingCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketWebsiteCommand,
  GetObjectAclCommand,
  GetObjectLockConfigurationCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { sendRaw, serveS3 } from "../../../support/s3.ts";

const { endpoint, s3, Bucket } = await serveS3();

test("what cannot be put is read as where nobody has put it", async () => {
  expect((await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toBeUndefined();
  expect((await s3.send(new GetBucketAccelerateConfigurationCommand({ Bucket }))).Status).toBeUndefined();
  expect((await s3.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer).toBe("BucketOwner");
  const missing = await Promise.allSettled([
    s3.send(new GetBucketWebsiteCommand({ Bucket })),
    s3.send(new GetBucketReplicationCommand({ Bucket })),
    s3.send(new GetObjectLockConfigurationCommand({ Bucket })),
  ]);
  const notThere = (name: string) => ({ reason: { name, $metadata: { httpStatusCode: 404 } } });
  expect(missing).toMatchObject([
    notThere("NoSuchWebsiteConfiguration"),
    notThere("ReplicationConfigurationNotFoundError"),
    notThere("ObjectLockConfigurationNotFoundError"),
  ]);
  await expect(s3.send(new GetBucketLoggingCommand({ Bucket: "not-there-at-all" }))).rejects.toMatchObject({
    name: "NoSuchBucket",
  });
});

test("the owner of a bucket and of its objects may do everything with them", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  const { ID } = Versions?.[0]?.Owner ?? {};
  expect(ID).toMatch(/^[0-9a-f]{64}$/);
  const acl = { Owner: { ID }, Grants: [{ Grantee: { ID, Type: "CanonicalUser" }, Permission: "FULL_CONTROL" }] };
  expect(await s3.send(new GetBucketAclCommand({ Bucket }))).toMatchObject(acl);
  expect(await s3.send(new GetObjectAclCommand({ Bucket, Key: "a" }))).toMatchObject(acl);
  await expect(s3.send(new GetObjectAclCommand({ Bucket, Key: "b" }))).rejects.toMatchObject({ name: "NoSuchKey" });
  const raw = await sendRaw(endpoint.url, "GET", `/${Bucket}?acl`);
  expect(raw.body).toContain(
    '<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>',
  );
});
