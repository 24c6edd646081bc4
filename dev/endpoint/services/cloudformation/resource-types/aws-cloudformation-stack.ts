import * as v from "valibot";
import { number, tags, text } from "./property-schemas.ts";
import { resourceType } from "./resource-type.ts";

/** AWS::CloudFormation::Stack, as the CDK's `NestedStack` makes it: the template lies in a bucket. `Ref` is its ARN. */
export const nestedStack = resourceType({
  type: "AWS::CloudFormation::Stack",
  properties: v.strictObject({
    TemplateURL: text,
    // A list parameter is given as a list or as a text with commas (the User Guide, "AWS::CloudFormation::Stack").
    Parameters: v.optional(
      v.record(
        v.string(),
        v.union([
          text,
          v.pipe(
            v.array(text),
            v.transform((values) => values.join(",")),
          ),
        ]),
      ),
      {},
    ),
    Tags: v.optional(tags, []),
    TimeoutInMinutes: v.optional(number),
  }),
  replacedBy: [],
  attributeNames: [],
  hasAttribute: (name) => name.startsWith(OUTPUTS),
  name: { maxLength: 128 },
  create: (given, { name, nested }) => nested.create(name, given),
  update: (given, _before, { physicalId, nested }) => nested.update(physicalId, given),
  delete: (_given, { physicalId, name, nested }) => nested.remove(physicalId === "" ? name : physicalId),
  async attributes(_given, { physicalId, nested }) {
    const outputs = Object.entries(await nested.outputs(physicalId));
    return Object.fromEntries(outputs.map(([key, value]) => [OUTPUTS + key, value]));
  },
});

/** Begins what `Fn::GetAtt` asks for. */
const OUTPUTS = "Outputs.";
