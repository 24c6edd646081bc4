import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { text } from "./property-schemas.ts";
import { resourceType } from "./resource-type.ts";

/** AWS::Lambda::LayerVersionPermission: one statement of a layer version's policy; any change makes a new one. */
export const layerVersionPermission = resourceType({
  type: "AWS::Lambda::LayerVersionPermission",
  properties: v.strictObject({
    Action: text,
    LayerVersionArn: text,
    OrganizationId: v.optional(text),
    Principal: text,
  }),
  replacedBy: ["Action", "LayerVersionArn", "OrganizationId", "Principal"],
  attributeNames: ["Id"],
  name: { maxLength: 100 },
  async create({ LayerVersionArn, ...given }, context) {
    const input = { ...versionOf(LayerVersionArn), ...given, StatementId: context.name };
    await context.dispatch("lambda", "AddLayerVersionPermission", input);
    return `${LayerVersionArn}#${context.name}`;
  },
  update: async () => undefined,
  async delete({ LayerVersionArn }, context) {
    const input = { ...versionOf(LayerVersionArn), StatementId: context.name };
    await unlessMissing(context.dispatch("lambda", "RemoveLayerVersionPermission", input));
  },
  attributes: async (_given, { physicalId }) => ({ Id: physicalId }),
});

function versionOf(arn: string): { LayerName: string; VersionNumber: string } {
  const at = arn.lastIndexOf(":");
  return { LayerName: arn.slice(0, at), VersionNumber: arn.slice(at + 1) };
}
