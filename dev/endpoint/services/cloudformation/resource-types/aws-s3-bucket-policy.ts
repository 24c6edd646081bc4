import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { policyDocument, policyText, text } from "./property-schemas.ts";
import { resourceType } from "./resource-type.ts";

/** AWS::S3::BucketPolicy. */
export const bucketPolicy = resourceType({
  type: "AWS::S3::BucketPolicy",
  properties: v.strictObject({ Bucket: text, PolicyDocument: policyDocument }),
  replacedBy: ["Bucket"],
  attributeNames: [],
  async create({ Bucket, PolicyDocument }, context) {
    await context.dispatch("s3", "PutBucketPolicy", { Bucket, Policy: policyText(PolicyDocument) });
    return Bucket;
  },
  async update({ Bucket, PolicyDocument }, _before, context) {
    await context.dispatch("s3", "PutBucketPolicy", { Bucket, Policy: policyText(PolicyDocument) });
  },
  async delete({ Bucket }, context) {
    await unlessMissing(context.dispatch("s3", "DeleteBucketPolicy", { Bucket }));
  },
  attributes: async () => ({}),
});
