import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../../support/endpoint.ts";
import { StackClient } from "../stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);
const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
const Bucket = "own-bucket";

function bucket(properties: object): object {
  return { Resources: { B: { Type: "AWS::S3::Bucket", Properties: { BucketName: Bucket, ...properties } } } };
}

const FULL = {
  AccessControl: "Private",
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }],
  },
  CorsConfiguration: {
    CorsRules: [
      { AllowedMethods: ["GET"], AllowedOrigins: ["https://a.example"], ExposedHeaders: ["etag"], MaxAge: "60" },
    ],
  },
  LifecycleConfiguration: { Rules: [{ Id: "old", Status: "Enabled", ExpirationInDays: 30 }] },
  Tags: [{ Key: "team", Value: "faces" }],
  VersioningConfiguration: { Status: "Enabled" },
};

test("settings come, change, go, and come back where an update is rolled back", async () => {
  expect((await stacks.create("bucket", bucket(FULL))).StackStatus).toBe("CREATE_COMPLETE");
  const algorithm = async () => {
    const { ServerSideEncryptionConfiguration: encryption } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    return encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
  };
  const cors = async () => (await s3.send(new GetBucketCorsCommand({ Bucket }))).CORSRules;
  expect(await algorithm()).toBe("aws:kms");
  const rule = { AllowedMethods: ["GET"], ExposeHeaders: ["etag"], MaxAgeSeconds: 60 };
  expect(await cors()).toEqual([{ ...rule, AllowedOrigins: ["https://a.example"] }]);
  const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket }));
  expect(TagSet).toEqual([{ Key: "team", Value: "faces" }]);

  const other = structuredClone(FULL);
  other.CorsConfiguration.CorsRules = [{ ...FULL.CorsConfiguration.CorsRules[0]!, AllowedOrigins: ["*"] }];
  await stacks.update("bucket", bucket(other));
  expect(await cors()).toEqual([{ ...rule, AllowedOrigins: ["*"] }]);

  const Taken = { Type: "AWS::S3::Bucket", Properties: { BucketName: Bucket }, DependsOn: "B" };
  const failing = bucket({}) as { Resources: Record<string, unknown> };
  const failed = await stacks.update("bucket", { Resources: { ...failing.Resources, Taken } });
  expect(failed.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await cors()).toEqual([{ ...rule, AllowedOrigins: ["*"] }]);
  expect(await algorithm()).toBe("aws:kms");

  await stacks.update("bucket", bucket({}));
  expect(await algorithm()).toBe("AES256");
  await expect(cors()).rejects.toMatchObject({ name: "NoSuchCORSConfiguration" });
  await expect(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
    name: "NoSuchLifecycleConfiguration",
  });
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Suspended");
});

test("lifecycle rules have their filters and transitions", async () => {
  const rules = [
    { Id: "all", Status: "Enabled", ExpirationInDays: 30 },
    { Id: "one", Status: "Disabled", ExpirationInDays: 30, TagFilters: [{ Key: "a", Value: "1" }] },
    {
      Id: "both",
      Status: "Enabled",
      Prefix: "in/",
      ObjectSizeGreaterThan: "1000",
      Transitions: [{ StorageClass: "GLACIER", TransitionInDays: 60 }],
      NoncurrentVersionTransitions: [{ StorageClass: "GLACIER", TransitionInDays: 7, NewerNoncurrentVersions: 2 }],
    },
  ];
  await stacks.create("lifecycle", bucket({ BucketName: "lifecycle", LifecycleConfiguration: { Rules: rules } }));
  const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: "lifecycle" }));
  expect(Rules).toEqual([
    { ID: "all", Status: "Enabled", Filter: { Prefix: "" }, Expiration: { Days: 30 } },
    { ID: "one", Status: "Disabled", Filter: { Tag: { Key: "a", Value: "1" } }, Expiration: { Days: 30 } },
    {
      ID: "both",
      Status: "Enabled",
      Filter: { And: { Prefix: "in/", ObjectSizeGreaterThan: 1000 } },
      Transitions: [{ StorageClass: "GLACIER", Days: 60 }],
      NoncurrentVersionTransitions: [{ StorageClass: "GLACIER", NoncurrentDays: 7, NewerNoncurrentVersions: 2 }],
    },
  ]);
});

test("an access control that needs ACLs fails the bucket and says so", async () => {
  const failed = await stacks.create("public", bucket({ BucketName: "public-bucket", AccessControl: "PublicRead" }));
  expect(failed.StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(await stacks.reason(failed.StackId ?? "", "B", "CREATE_FAILED")).toContain("#/AccessControl");
});
