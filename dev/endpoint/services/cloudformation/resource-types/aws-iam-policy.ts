import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { policyDocument, policyText, text } from "./property-schemas.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";

const properties = v.strictObject({
  PolicyName: text,
  PolicyDocument: policyDocument,
  Roles: v.pipe(v.array(text), v.minLength(1)),
});

type PolicyProperties = v.InferOutput<typeof properties>;

/** AWS::IAM::Policy: an inline policy on roles. */
export const iamPolicy = resourceType({
  type: "AWS::IAM::Policy",
  properties,
  replacedBy: [],
  attributeNames: ["Id"],
  name: { maxLength: 64 },
  capability: "CAPABILITY_IAM",
  async create(given, context) {
    await put(given, context);
    return context.name;
  },
  async update(given, before, context) {
    await put(given, context);
    const kept = given.PolicyName === before.PolicyName ? new Set(given.Roles) : new Set<string>();
    await remove({ ...before, Roles: before.Roles.filter((one) => !kept.has(one)) }, context);
  },
  delete: (given, context) => remove(given, context),
  attributes: async (_given, { name }) => ({ Id: name }),
});

async function put({ PolicyName, PolicyDocument, Roles }: PolicyProperties, context: ResourceContext): Promise<void> {
  for (const RoleName of Roles) {
    const input = { RoleName, PolicyName, PolicyDocument: policyText(PolicyDocument) };
    await context.dispatch("iam", "PutRolePolicy", input);
  }
}

async function remove({ PolicyName, Roles }: PolicyProperties, context: ResourceContext): Promise<void> {
  for (const RoleName of Roles) {
    await unlessMissing(context.dispatch("iam", "DeleteRolePolicy", { RoleName, PolicyName }));
  }
}
