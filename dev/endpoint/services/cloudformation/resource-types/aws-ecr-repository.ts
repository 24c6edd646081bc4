import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import { isThere, unlessMissing } from "./missing.ts";
import { flag, policyDocument, policyText, tags, text } from "./property-schemas.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";
import { changeTags } from "./tag-changes.ts";

const properties = v.strictObject({
  RepositoryName: v.optional(text),
  EmptyOnDelete: v.optional(flag),
  EncryptionConfiguration: v.optional(v.strictObject({ EncryptionType: text })),
  ImageScanningConfiguration: v.optional(v.strictObject({ ScanOnPush: v.optional(flag) })),
  ImageTagMutability: v.optional(v.picklist(["MUTABLE", "IMMUTABLE"])),
  LifecyclePolicy: v.optional(v.strictObject({ LifecyclePolicyText: v.optional(text) })),
  RepositoryPolicyText: v.optional(policyDocument),
  Tags: v.optional(tags),
});

type RepositoryProperties = v.InferOutput<typeof properties>;

/** AWS::ECR::Repository; `Ref` is the repository's name. */
export const repository = resourceType({
  type: "AWS::ECR::Repository",
  properties,
  replacedBy: ["RepositoryName", "EncryptionConfiguration"],
  attributeNames: ["Arn", "RepositoryUri"],
  name: { property: "RepositoryName", maxLength: 256, lowerCase: true },
  exists: (context) => isThere(context.dispatch("ecr", "DescribeRepositories", { repositoryNames: [context.name] })),
  async create(given, context) {
    const { EncryptionConfiguration: encryption, ImageScanningConfiguration: scanning } = given;
    await context.dispatch("ecr", "CreateRepository", {
      repositoryName: context.name,
      ...(encryption === undefined ? {} : { encryptionConfiguration: { encryptionType: encryption.EncryptionType } }),
      ...(scanning === undefined ? {} : { imageScanningConfiguration: { scanOnPush: scanning.ScanOnPush ?? false } }),
      ...(given.Tags === undefined ? {} : { tags: given.Tags }),
    });
    const { Tags: _, ImageScanningConfiguration: __, ...rest } = given;
    await bring(rest, {}, context);
    return context.name;
  },
  update: (given, before, context) => bring(given, before, context),
  async delete({ EmptyOnDelete: force = false }, context) {
    await unlessMissing(context.dispatch("ecr", "DeleteRepository", { repositoryName: context.name, force }));
  },
  attributes: async (_given, { account, region, name }) => ({
    Arn: `arn:aws:ecr:${region}:${account}:repository/${name}`,
    RepositoryUri: `${account}.dkr.ecr.${region}.amazonaws.com/${name}`,
  }),
});

async function bring(
  given: RepositoryProperties,
  before: RepositoryProperties,
  context: ResourceContext,
): Promise<void> {
  const repositoryName = context.name;
  if (given.ImageTagMutability !== before.ImageTagMutability) {
    const imageTagMutability = given.ImageTagMutability ?? "MUTABLE";
    await context.dispatch("ecr", "PutImageTagMutability", { repositoryName, imageTagMutability });
  }
  const scanOnPush = given.ImageScanningConfiguration?.ScanOnPush ?? false;
  if (scanOnPush !== (before.ImageScanningConfiguration?.ScanOnPush ?? false)) {
    const imageScanningConfiguration = { scanOnPush };
    await context.dispatch("ecr", "PutImageScanningConfiguration", { repositoryName, imageScanningConfiguration });
  }
  const lifecyclePolicyText = given.LifecyclePolicy?.LifecyclePolicyText;
  if (lifecyclePolicyText !== before.LifecyclePolicy?.LifecyclePolicyText) {
    await (lifecyclePolicyText === undefined
      ? unlessMissing(context.dispatch("ecr", "DeleteLifecyclePolicy", { repositoryName }))
      : context.dispatch("ecr", "PutLifecyclePolicy", { repositoryName, lifecyclePolicyText }));
  }
  const { RepositoryPolicyText: policy } = given;
  if (!isDeepStrictEqual(policy, before.RepositoryPolicyText)) {
    await (policy === undefined
      ? unlessMissing(context.dispatch("ecr", "DeleteRepositoryPolicy", { repositoryName }))
      : context.dispatch("ecr", "SetRepositoryPolicy", { repositoryName, policyText: policyText(policy) }));
  }
  const { set, removed } = changeTags(given.Tags, before.Tags);
  const resourceArn = `arn:aws:ecr:${context.region}:${context.account}:repository/${repositoryName}`;
  if (set.length > 0) await context.dispatch("ecr", "TagResource", { resourceArn, tags: set });
  if (removed.length > 0) await context.dispatch("ecr", "UntagResource", { resourceArn, tagKeys: removed });
}
