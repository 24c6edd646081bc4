import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { flag, text } from "./property-schemas.ts";
import { resourceType } from "./resource-type.ts";

/** AWS::Lambda::Permission: one statement of a function's resource policy; any change makes a new one. */
export const permission = resourceType({
  type: "AWS::Lambda::Permission",
  properties: v.strictObject({
    Action: text,
    EventSourceToken: v.optional(text),
    FunctionName: text,
    FunctionUrlAuthType: v.optional(text),
    InvokedViaFunctionUrl: v.optional(flag),
    Principal: text,
    PrincipalOrgID: v.optional(text),
    SourceAccount: v.optional(text),
    SourceArn: v.optional(text),
  }),
  replacedBy: [
    "Action",
    "EventSourceToken",
    "FunctionName",
    "FunctionUrlAuthType",
    "InvokedViaFunctionUrl",
    "Principal",
    "PrincipalOrgID",
    "SourceAccount",
    "SourceArn",
  ],
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
