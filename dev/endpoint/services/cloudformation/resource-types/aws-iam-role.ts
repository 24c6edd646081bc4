import * as v from "valibot";
import { isThere, unlessMissing } from "./missing.ts";
import { number, policyDocument, policyText, tags, text } from "./property-schemas.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";
import { changeTags } from "./tag-changes.ts";

const properties = v.strictObject({
  RoleName: v.optional(text),
  AssumeRolePolicyDocument: policyDocument,
  Description: v.optional(text),
  ManagedPolicyArns: v.optional(v.array(text)),
  MaxSessionDuration: v.optional(number),
  Path: v.optional(text),
  Policies: v.optional(v.array(v.strictObject({ PolicyName: text, PolicyDocument: policyDocument }))),
  Tags: v.optional(tags),
});

type RoleProperties = v.InferOutput<typeof properties>;

const RoleAnswer = v.object({ Role: v.object({ Arn: v.string(), RoleId: v.string() }) });

/** AWS::IAM::Role with its inline policies; `Ref` is the role's name. */
export const role = resourceType({
  type: "AWS::IAM::Role",
  properties,
  replacedBy: ["RoleName", "Path"],
  attributeNames: ["Arn", "RoleId"],
  name: { property: "RoleName", maxLength: 64 },
  capability: "CAPABILITY_IAM",
  exists: (context) => isThere(context.dispatch("iam", "GetRole", { RoleName: context.name })),
  async create(given, context) {
    await context.dispatch("iam", "CreateRole", {
      RoleName: context.name,
      AssumeRolePolicyDocument: policyText(given.AssumeRolePolicyDocument),
      ...optional("Description", given.Description),
      ...optional("MaxSessionDuration", given.MaxSessionDuration),
      ...optional("Path", given.Path),
      ...optional("Tags", given.Tags),
    });
    await bringPolicies(given, undefined, context);
    return context.name;
  },
  async update(given, before, context) {
    const RoleName = context.name;
    const trust = policyText(given.AssumeRolePolicyDocument);
    if (trust !== policyText(before.AssumeRolePolicyDocument)) {
      await context.dispatch("iam", "UpdateAssumeRolePolicy", { RoleName, PolicyDocument: trust });
    }
    if (given.Description !== before.Description || given.MaxSessionDuration !== before.MaxSessionDuration) {
      await context.dispatch("iam", "UpdateRole", {
        RoleName,
        Description: given.Description ?? "",
        MaxSessionDuration: given.MaxSessionDuration ?? 3600,
      });
    }
    await bringPolicies(given, before, context);
    const { set, removed } = changeTags(given.Tags, before.Tags);
    if (set.length > 0) await context.dispatch("iam", "TagRole", { RoleName, Tags: set });
    if (removed.length > 0) await context.dispatch("iam", "UntagRole", { RoleName, TagKeys: removed });
  },
  async delete(given, context) {
    const RoleName = context.name;
    const bare = { AssumeRolePolicyDocument: given.AssumeRolePolicyDocument };
    await bringPolicies(bare, given, context);
    await unlessMissing(context.dispatch("iam", "DeleteRole", { RoleName }));
  },
  async attributes(_given, context) {
    const answer = await context.dispatch("iam", "GetRole", { RoleName: context.name });
    const { Arn, RoleId } = v.parse(RoleAnswer, answer).Role;
    return { Arn, RoleId };
  },
});

/** Puts and attaches what `after` has and `before` had not, and takes off what is gone. */
async function bringPolicies(
  after: RoleProperties,
  before: RoleProperties | undefined,
  context: ResourceContext,
): Promise<void> {
  const RoleName = context.name;
  const old = new Map(before?.Policies?.map((one) => [one.PolicyName, policyText(one.PolicyDocument)]));
  for (const { PolicyName, PolicyDocument } of after.Policies ?? []) {
    const document = policyText(PolicyDocument);
    if (old.get(PolicyName) !== document) {
      await context.dispatch("iam", "PutRolePolicy", { RoleName, PolicyName, PolicyDocument: document });
    }
    old.delete(PolicyName);
  }
  for (const PolicyName of old.keys()) {
    await unlessMissing(context.dispatch("iam", "DeleteRolePolicy", { RoleName, PolicyName }));
  }
  const attached = new Set(before?.ManagedPolicyArns);
  for (const PolicyArn of after.ManagedPolicyArns ?? []) {
    if (!attached.delete(PolicyArn)) await context.dispatch("iam", "AttachRolePolicy", { RoleName, PolicyArn });
  }
  for (const PolicyArn of attached) {
    await unlessMissing(context.dispatch("iam", "DetachRolePolicy", { RoleName, PolicyArn }));
  }
}

function optional(name: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [name]: value };
}
