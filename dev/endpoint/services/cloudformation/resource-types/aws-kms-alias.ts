import * as v from "valibot";
import { isThere, unlessMissing } from "./missing.ts";
import { text } from "./property-schemas.ts";
import { resourceType } from "./resource-type.ts";

/** AWS::KMS::Alias; `Ref` is the alias's name. */
export const keyAlias = resourceType({
  type: "AWS::KMS::Alias",
  properties: v.strictObject({ AliasName: text, TargetKeyId: text }),
  replacedBy: ["AliasName"],
  attributeNames: [],
  name: { property: "AliasName", maxLength: 256 },
  exists: (context) => isThere(context.dispatch("kms", "DescribeKey", { KeyId: context.name })),
  async create({ TargetKeyId }, context) {
    await context.dispatch("kms", "CreateAlias", { AliasName: context.name, TargetKeyId });
    return context.name;
  },
  async update({ TargetKeyId }, _before, context) {
    await context.dispatch("kms", "UpdateAlias", { AliasName: context.name, TargetKeyId });
  },
  async delete(_given, context) {
    await unlessMissing(context.dispatch("kms", "DeleteAlias", { AliasName: context.name }));
  },
  attributes: async () => ({}),
});
