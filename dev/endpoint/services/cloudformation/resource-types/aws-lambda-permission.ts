import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { text } from "./property-schemas.ts";
import { resourceType } from "./resource-type.ts";

/** AWS::Lambda::Permission: one statement of a function's resource policy; any change makes a new one. */
export const permission = resourceType({
  type: "AWS::Lambda::Permission",
  properties: v.strictObject({
    Action: text,
    FunctionName: text,
    Principal: text,
    SourceAccount: v.optional(text),
    SourceArn: v.optional(text),
  }),
  replacedBy: ["Action", "FunctionName", "Principal", "SourceAccount", "SourceArn"],
  attributeNames: ["Id"],
  name: { maxLength: 100 },
  async create(given, context) {
    await context.dispatch("lambda", "AddPermission", { ...given, StatementId: context.name });
    return context.name;
  },
  update: async () => undefined,
  async delete({ FunctionName }, context) {
    await unlessMissing(context.dispatch("lambda", "RemovePermission", { FunctionName, StatementId: context.name }));
  },
  attributes: async (_given, { name }) => ({ Id: name }),
});
