import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { flag, number, text } from "./property-schemas.ts";
import { resourceType } from "./resource-type.ts";

const texts = v.optional(v.array(text));

const properties = v.strictObject({
  AuthType: text,
  Cors: v.optional(
    v.strictObject({
      AllowCredentials: v.optional(flag),
      AllowHeaders: texts,
      AllowMethods: texts,
      AllowOrigins: texts,
      ExposeHeaders: texts,
      MaxAge: v.optional(number),
    }),
  ),
  InvokeMode: v.optional(text),
  Qualifier: v.optional(text),
  TargetFunctionArn: text,
});

const Answer = v.object({ FunctionArn: v.string(), FunctionUrl: v.string() });

/** AWS::Lambda::Url; `Ref` is the function's ARN. */
export const functionUrl = resourceType({
  type: "AWS::Lambda::Url",
  properties,
  replacedBy: ["TargetFunctionArn", "Qualifier"],
  attributeNames: ["FunctionArn", "FunctionUrl"],
  async create({ TargetFunctionArn, ...given }, context) {
    const input = { ...given, FunctionName: TargetFunctionArn };
    return v.parse(Answer, await context.dispatch("lambda", "CreateFunctionUrlConfig", input)).FunctionArn;
  },
  async update({ TargetFunctionArn, ...given }, _before, context) {
    const input = { ...given, Cors: given.Cors ?? {}, FunctionName: TargetFunctionArn };
    await context.dispatch("lambda", "UpdateFunctionUrlConfig", input);
  },
  async delete(given, context) {
    await unlessMissing(context.dispatch("lambda", "DeleteFunctionUrlConfig", named(given)));
  },
  async attributes(given, context) {
    return v.parse(Answer, await context.dispatch("lambda", "GetFunctionUrlConfig", named(given)));
  },
});

function named({ TargetFunctionArn, Qualifier }: v.InferOutput<typeof properties>) {
  return { FunctionName: TargetFunctionArn, ...(Qualifier === undefined ? {} : { Qualifier }) };
}
