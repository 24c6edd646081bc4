import * as v from "valibot";
import { isThere, unlessMissing } from "./missing.ts";
import { text } from "./property-schemas.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";

const properties = v.strictObject({
  Name: v.optional(text),
  Type: v.picklist(["String", "StringList"]),
  Value: text,
  Description: v.optional(text),
  AllowedPattern: v.optional(text),
  Tier: v.optional(v.picklist(["Standard"])),
});

type ParameterProperties = v.InferOutput<typeof properties>;

/** AWS::SSM::Parameter. */
export const parameter = resourceType({
  type: "AWS::SSM::Parameter",
  properties,
  replacedBy: ["Name"],
  attributeNames: ["Arn", "Type", "Value"],
  name: { property: "Name", maxLength: 1011 },
  exists: (context) => isThere(context.dispatch("ssm", "GetParameter", { Name: context.name })),
  async create(given, context) {
    await put(given, false, context);
    return context.name;
  },
  update: (given, _before, context) => put(given, true, context),
  async delete(_given, context) {
    await unlessMissing(context.dispatch("ssm", "DeleteParameter", { Name: context.name }));
  },
  attributes: async ({ Type, Value }, { region, account, name }) => ({
    Arn: `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, "")}`,
    Type,
    Value,
  }),
});

async function put(given: ParameterProperties, Overwrite: boolean, context: ResourceContext): Promise<void> {
  await context.dispatch("ssm", "PutParameter", { ...given, Name: context.name, Overwrite });
}
