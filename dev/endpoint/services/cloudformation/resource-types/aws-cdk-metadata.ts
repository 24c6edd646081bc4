import * as v from "valibot";
import { resourceType } from "./resource-type.ts";

/** AWS::CDK::Metadata: what the CDK notes for its own statistics; on AWS too nothing stands behind it. */
export const cdkMetadata = resourceType({
  type: "AWS::CDK::Metadata",
  properties: v.strictObject({ Analytics: v.optional(v.string()), Modules: v.optional(v.string()) }),
  replacedBy: [],
  attributeNames: [],
  name: { maxLength: 128 },
  create: async (_properties, context) => context.name,
  update: async () => undefined,
  delete: async () => undefined,
  attributes: async () => ({}),
});
