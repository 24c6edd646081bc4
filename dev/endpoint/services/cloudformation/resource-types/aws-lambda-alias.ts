import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { number, text } from "./property-schemas.ts";
import { resourceType } from "./resource-type.ts";

const properties = v.strictObject({
  FunctionName: text,
  FunctionVersion: text,
  Name: text,
  Description: v.optional(text),
  RoutingConfig: v.optional(
    v.strictObject({
      AdditionalVersionWeights: v.array(v.strictObject({ FunctionVersion: text, FunctionWeight: number })),
    }),
  ),
});

const Made = v.object({ AliasArn: v.string() });

/** AWS::Lambda::Alias; `Ref` is the alias's ARN. */
export const alias = resourceType({
  type: "AWS::Lambda::Alias",
  properties,
  replacedBy: ["FunctionName", "Name"],
  attributeNames: ["AliasArn"],
  async create(given, context) {
    return v.parse(Made, await context.dispatch("lambda", "CreateAlias", inputOf(given))).AliasArn;
  },
  async update(given, _before, context) {
    await context.dispatch("lambda", "UpdateAlias", { ...inputOf(given), Description: given.Description ?? "" });
  },
  async delete({ FunctionName, Name }, context) {
    await unlessMissing(context.dispatch("lambda", "DeleteAlias", { FunctionName, Name }));
  },
  attributes: async (_given, { physicalId }) => ({ AliasArn: physicalId }),
});

function inputOf({ RoutingConfig, ...given }: v.InferOutput<typeof properties>) {
  const weights = RoutingConfig?.AdditionalVersionWeights ?? [];
  const named = weights.map(({ FunctionVersion, FunctionWeight }) => [FunctionVersion, FunctionWeight] as const);
  return { ...given, RoutingConfig: { AdditionalVersionWeights: Object.fromEntries(named) } };
}
