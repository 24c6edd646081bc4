import * as v from "valibot";
import { isThere, unlessMissing } from "./missing.ts";
import { policyDocument, policyText, text } from "./property-schemas.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";

const properties = v.strictObject({
  ManagedPolicyName: v.optional(text),
  Description: v.optional(text),
  Path: v.optional(text),
  PolicyDocument: policyDocument,
  Roles: v.optional(v.array(text)),
});

type PolicyProperties = v.InferOutput<typeof properties>;

/** AWS::IAM::ManagedPolicy; `Ref` is the policy's ARN. */
export const managedPolicy = resourceType({
  type: "AWS::IAM::ManagedPolicy",
  properties,
  // The document too: on AWS it becomes a new version of the policy, of which IAM has one here.
  replacedBy: ["ManagedPolicyName", "Description", "Path", "PolicyDocument"],
  attributeNames: ["PolicyArn"],
  name: { property: "ManagedPolicyName", maxLength: 128 },
  capability: "CAPABILITY_IAM",
  exists: async (context) => {
    // The path is not known here; the bootstrap template's policy has none, as nearly every one.
    const PolicyArn = `arn:aws:iam::${context.account}:policy/${context.name}`;
    return isThere(context.dispatch("iam", "GetPolicy", { PolicyArn }));
  },
  async create(given, context) {
    const { Description, Path, PolicyDocument } = given;
    await context.dispatch("iam", "CreatePolicy", {
      PolicyName: context.name,
      PolicyDocument: policyText(PolicyDocument),
      ...(Description === undefined ? {} : { Description }),
      ...(Path === undefined ? {} : { Path }),
    });
    const arn = arnOf(given, context);
    await attach(arn, given.Roles ?? [], [], context);
    return arn;
  },
  async update(given, before, context) {
    await attach(context.physicalId, given.Roles ?? [], before.Roles ?? [], context);
  },
  async delete(given, context) {
    const arn = arnOf(given, context);
    await attach(arn, [], given.Roles ?? [], context);
    await unlessMissing(context.dispatch("iam", "DeletePolicy", { PolicyArn: arn }));
  },
  attributes: async (given, context) => ({ PolicyArn: arnOf(given, context) }),
});

/** Attaches the policy to the roles `after`, and takes it off those that only stand in `before`. */
async function attach(
  PolicyArn: string,
  after: readonly string[],
  before: readonly string[],
  context: ResourceContext,
): Promise<void> {
  for (const RoleName of after.filter((role) => !before.includes(role))) {
    await context.dispatch("iam", "AttachRolePolicy", { RoleName, PolicyArn });
  }
  for (const RoleName of before.filter((role) => !after.includes(role))) {
    await unlessMissing(context.dispatch("iam", "DetachRolePolicy", { RoleName, PolicyArn }));
  }
}

function arnOf({ Path = "/" }: PolicyProperties, { account, name }: ResourceContext): string {
  return `arn:aws:iam::${account}:policy${Path}${name}`;
}
