import { isDeepStrictEqual } from "node:util";
import { type BucketProperties, bucketProperties } from "./aws-s3-bucket-properties.ts";
import { SETTINGS } from "./aws-s3-bucket-settings.ts";
import { isThere, unlessMissing } from "./missing.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";

/** AWS::S3::Bucket. */
export const bucket = resourceType({
  type: "AWS::S3::Bucket",
  properties: bucketProperties,
  replacedBy: ["BucketName"],
  attributeNames: ["Arn", "DomainName", "DualStackDomainName", "RegionalDomainName", "WebsiteURL"],
  name: { property: "BucketName", maxLength: 63, lowerCase: true },
  exists: (context) => isThere(context.dispatch("s3", "HeadBucket", { Bucket: context.name })),
  async create(properties, context) {
    const { name, region } = context;
    await context.dispatch("s3", "CreateBucket", {
      Bucket: name,
      // us-east-1 is where a bucket goes without a constraint, and not a value that it may have.
      ...(region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint: region } }),
    });
    await applySettings(properties, {}, context);
    return name;
  },
  update: (properties, before, context) => applySettings(properties, before, context),
  async delete(_properties, context) {
    await unlessMissing(context.dispatch("s3", "DeleteBucket", { Bucket: context.name }));
  },
  attributes: async (_properties, { name, region }) => ({
    Arn: `arn:aws:s3:::${name}`,
    DomainName: `${name}.s3.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
    WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
  }),
});

async function applySettings(
  properties: BucketProperties,
  before: Partial<BucketProperties>,
  context: ResourceContext,
): Promise<void> {
  for (const setting of SETTINGS) {
    const value = properties[setting.property];
    if (isDeepStrictEqual(value, before[setting.property])) continue;
    const call = value === undefined ? setting.remove : setting.put(properties);
    await context.dispatch("s3", call.operation, { Bucket: context.name, ...call.input });
  }
}
