import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { number, text } from "./property-schemas.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";

const destination = v.optional(v.strictObject({ Destination: text }));

const properties = v.strictObject({
  FunctionName: text,
  Qualifier: text,
  DestinationConfig: v.optional(v.strictObject({ OnFailure: destination, OnSuccess: destination })),
  MaximumEventAgeInSeconds: v.optional(number),
  MaximumRetryAttempts: v.optional(number),
});

/** AWS::Lambda::EventInvokeConfig: retries, event age and destinations of asynchronous invocations. */
export const eventInvokeConfig = resourceType({
  type: "AWS::Lambda::EventInvokeConfig",
  properties,
  replacedBy: ["FunctionName", "Qualifier"],
  attributeNames: [],
  async create(given, context) {
    await put(given, context);
    return `${given.FunctionName}|${given.Qualifier}`;
  },
  update: (given, _before, context) => put(given, context),
  async delete({ FunctionName, Qualifier }, context) {
    await unlessMissing(context.dispatch("lambda", "DeleteFunctionEventInvokeConfig", { FunctionName, Qualifier }));
  },
  attributes: async () => ({}),
});

async function put(given: v.InferOutput<typeof properties>, context: ResourceContext): Promise<void> {
  await context.dispatch("lambda", "PutFunctionEventInvokeConfig", given);
}
