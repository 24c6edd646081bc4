import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { flag, text } from "./property-schemas.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";

const properties = v.strictObject({
  ServiceToken: text,
  BucketName: text,
  NotificationConfiguration: v.record(v.string(), v.unknown()),
  Managed: v.optional(
    v.pipe(
      flag,
      v.check((value) => value, "notifications of a bucket that the CDK app only refers to are not supported here"),
    ),
    true,
  ),
  SkipDestinationValidation: v.optional(flag, false),
});

type Notifications = v.InferOutput<typeof properties>;

/**
 * Custom::S3BucketNotifications, which the CDK's `addEventNotification` makes. On AWS a function in Python puts the
 * configuration; here CloudFormation does it itself, and that function is not made (aws-lambda-function.ts).
 */
export const bucketNotifications = resourceType({
  type: "Custom::S3BucketNotifications",
  properties,
  replacedBy: [],
  attributeNames: [],
  async create(given, context) {
    await put(given, context);
    // As the CDK's function has it (aws-cdk-lib 2.276).
    return context.logicalId;
  },
  update: (given, _before, context) => put(given, context),
  async delete(given, context) {
    await unlessMissing(put({ ...given, NotificationConfiguration: {} }, context));
  },
  attributes: async () => ({}),
});

async function put(given: Notifications, context: ResourceContext): Promise<void> {
  await context.dispatch("s3", "PutBucketNotificationConfiguration", {
    Bucket: given.BucketName,
    NotificationConfiguration: given.NotificationConfiguration,
    SkipDestinationValidation: given.SkipDestinationValidation,
  });
}

/** The logical id of the function behind it: the CDK gives it one and the same in every stack. */
const HANDLER = /^BucketNotificationsHandler050a0587b7544547bf325f094a3db834/;

/** Whether a function is the one behind the custom resource: Python, which nothing here could run. */
export function isNotificationsHandler({ logicalId }: Pick<ResourceContext, "logicalId">): boolean {
  return HANDLER.test(logicalId);
}
