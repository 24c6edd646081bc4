import {
  CreateBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { createTestBucket, sendRaw, serveS3 } from "../../../support/s3.ts";

const { endpoint, s3, Bucket } = await serveS3();

test("a new bucket has what S3 gives to it", async () => {
  const fresh = await createTestBucket(s3);
  const versioning = await s3.send(new GetBucketVersioningCommand({ Bucket: fresh }));
  expect(versioning.Status).toBeUndefined();
  const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket: fresh }));
  expect(encryption.ServerSideEncryptionConfiguration?.Rules).toEqual([
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false },
  ]);
  const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket: fresh }));
  expect(block.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  });
  const ownership = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket: fresh }));
  expect(ownership.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: "BucketOwnerEnforced" }]);
  const notification = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: fresh }));
  expect(notification.LambdaFunctionConfigurations).toBeUndefined();
  for (const [command, name] of [
    [new GetBucketPolicyCommand({ Bucket: fresh }), "NoSuchBucketPolicy"],
    [new GetBucketTaggingCommand({ Bucket: fresh }), "NoSuchTagSet"],
    [new GetBucketLifecycleConfigurationCommand({ Bucket: fresh }), "NoSuchLifecycleConfiguration"],
  ] as const) {
    await expect(s3.send(command as GetBucketPolicyCommand)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 404 },
    });
  }
});

test("versioning", async () => {
  for (const Status of ["Enabled", "Suspended"] as const) {
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe(Status);
  }
  await expect(s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: {} }))).rejects.toMatchObject({
    name: "IllegalVersioningConfigurationException",
  });
});

test("encryption", async () => {
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const }, BucketKeyEnabled: true }];
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
  const stored = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(stored.ServerSideEncryptionConfiguration?.Rules).toEqual(Rules);
  await s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
  const reset = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(reset.ServerSideEncryptionConfiguration?.Rules?.[0]?.BucketKeyEnabled).toBe(false);
  await expect(
    s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms:dsse" } }],
        },
      }),
    ),
  ).rejects.toMatchObject({ name: "UnsupportedOperation" });
});

test("public access block", async () => {
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }));
  const stored = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
  expect(stored.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    IgnorePublicAcls: false,
    BlockPublicPolicy: false,
    RestrictPublicBuckets: false,
  });
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await expect(s3.send(new GetPublicAccessBlockCommand({ Bucket }))).rejects.toMatchObject({
    name: "NoSuchPublicAccessBlockConfiguration",
  });
});

test("ownership controls", async () => {
  const OwnershipControls = { Rules: [{ ObjectOwnership: "ObjectWriter" as const }] };
  await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
  expect((await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls).toEqual(
    OwnershipControls,
  );
  await s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
  await expect(s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))).rejects.toMatchObject({
    name: "OwnershipControlsNotFoundError",
  });
});

test("a policy comes back byte for byte, and removing it leaves the bucket", async () => {
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", Sid: "<ü>" }],
  });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: "NoSuchBucketPolicy" });
  await s3.send(new HeadBucketCommand({ Bucket }));
  await expect(s3.send(new PutBucketPolicyCommand({ Bucket, Policy: "{" }))).rejects.toMatchObject({
    name: "MalformedPolicy",
  });
});

test("lifecycle rules", async () => {
  const Rules = [
    {
      ID: "old",
      Status: "Enabled" as const,
      Filter: { And: { Prefix: "a/", Tags: [{ Key: "k", Value: "v" }], ObjectSizeGreaterThan: 10 } },
      NoncurrentVersionExpiration: { NoncurrentDays: 30, NewerNoncurrentVersions: 2 },
      Expiration: { ExpiredObjectDeleteMarker: true },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    },
    {
      ID: "dated",
      Status: "Disabled" as const,
      Filter: { Prefix: "" },
      Expiration: { Date: new Date("2030-01-01T00:00:00Z") },
      Transitions: [{ Days: 30, StorageClass: "GLACIER" as const }],
    },
  ];
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
  expect((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(Rules);
  await expect(
    s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: { Rules: [{ Status: "Enabled", Filter: {} }] },
      }),
    ),
  ).rejects.toMatchObject({ name: "InvalidRequest" });
  await s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
  await expect(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
    name: "NoSuchLifecycleConfiguration",
  });
});

test("tags", async () => {
  const TagSet = [
    { Key: "a", Value: "1 + @2" },
    { Key: "ü", Value: "" },
  ];
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
  await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
  await expect(s3.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({ name: "NoSuchTagSet" });
});

test("the settings of a removed bucket are gone with it", async () => {
  const removed = "bucket-with-settings";
  await s3.send(new CreateBucketCommand({ Bucket: removed }));
  await s3.send(new PutBucketTaggingCommand({ Bucket: removed, Tagging: { TagSet: [{ Key: "a", Value: "b" }] } }));
  await sendRaw(endpoint.url, "DELETE", `/${removed}`);
  await s3.send(new CreateBucketCommand({ Bucket: removed }));
  await expect(s3.send(new GetBucketTaggingCommand({ Bucket: removed }))).rejects.toMatchObject({
    name: "NoSuchTagSet",
  });
});

test("XML that is not the operation's is MalformedXML", async () => {
  for (const body of [
    "no xml",
    "<Other/>",
    "<VersioningConfiguration><Status>On</Status></VersioningConfiguration>",
    "",
  ]) {
    const raw = await sendRaw(endpoint.url, "PUT", `/${Bucket}?versioning`, { body });
    expect([body, raw.status]).toEqual([body, 400]);
    expect(raw.body).toContain("<Code>MalformedXML</Code>");
  }
});
