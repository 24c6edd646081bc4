import type { ECR } from "@aws-sdk/client-ecr";
import type { KMS } from "@aws-sdk/client-kms";

const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::000000000000:root" }, Action: "*", Resource: "*" }],
});

/** A key with an alias, a policy and tags. */
export async function useKms(kms: KMS): Promise<void> {
  const { KeyMetadata } = await kms.createKey({ Description: "fuzzed", Tags: [{ TagKey: "a", TagValue: "b" }] });
  const KeyId = KeyMetadata?.KeyId ?? "";
  await kms.createAlias({ AliasName: "alias/fuzzed", TargetKeyId: KeyId });
  await kms.describeKey({ KeyId: "alias/fuzzed" });
  await kms.putKeyPolicy({ KeyId, Policy: POLICY });
  await kms.getKeyPolicy({ KeyId });
  await kms.tagResource({ KeyId, Tags: [{ TagKey: "c", TagValue: "d" }] });
  await kms.listResourceTags({ KeyId });
  await kms.listAliases({ KeyId, Limit: 1 });
  await kms.listKeys({ Limit: 1 });
  await kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
  await kms.cancelKeyDeletion({ KeyId });
}

/** A repository with its policies. */
export async function useEcr(ecr: ECR): Promise<void> {
  const repositoryName = "fuzzed";
  const { repository } = await ecr.createRepository({ repositoryName, imageTagMutability: "IMMUTABLE" });
  await ecr.setRepositoryPolicy({ repositoryName, policyText: POLICY });
  await ecr.getRepositoryPolicy({ repositoryName });
  await ecr.tagResource({ resourceArn: repository?.repositoryArn, tags: [{ Key: "a", Value: "b" }] });
  await ecr.listTagsForResource({ resourceArn: repository?.repositoryArn });
  await ecr.describeRepositories({ repositoryNames: [repositoryName] });
  await ecr.describeRepositories({ maxResults: 1 });
}
