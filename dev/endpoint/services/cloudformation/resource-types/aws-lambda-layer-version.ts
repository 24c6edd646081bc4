import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { text } from "./property-schemas.ts";
import { resourceType } from "./resource-type.ts";

const Published = v.object({ LayerVersionArn: v.string() });

/** AWS::Lambda::LayerVersion: any change makes a new version; `Ref` is the version's ARN. */
export const layerVersion = resourceType({
  type: "AWS::Lambda::LayerVersion",
  properties: v.strictObject({
    LayerName: v.optional(text),
    Content: v.strictObject({ S3Bucket: text, S3Key: text, S3ObjectVersion: v.optional(text) }),
    CompatibleArchitectures: v.optional(v.array(text)),
    CompatibleRuntimes: v.optional(v.array(text)),
    Description: v.optional(text),
    LicenseInfo: v.optional(text),
  }),
  replacedBy: ["LayerName", "Content", "CompatibleArchitectures", "CompatibleRuntimes", "Description", "LicenseInfo"],
  attributeNames: ["LayerVersionArn"],
  async create(given, context) {
    // AWS too names such a layer by the logical id.
    const LayerName = given.LayerName ?? context.logicalId;
    const answer = await context.dispatch("lambda", "PublishLayerVersion", { ...given, LayerName });
    return v.parse(Published, answer).LayerVersionArn;
  },
  update: async () => undefined,
  async delete(_given, context) {
    const { physicalId } = context;
    if (physicalId === "") return;
    const at = physicalId.lastIndexOf(":");
    const input = { LayerName: physicalId.slice(0, at), VersionNumber: physicalId.slice(at + 1) };
    await unlessMissing(context.dispatch("lambda", "DeleteLayerVersion", input));
  },
  attributes: async (_given, { physicalId }) => ({ LayerVersionArn: physicalId }),
});
