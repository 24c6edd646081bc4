import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { flag, number, tags, text } from "./property-schemas.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";
import { changeTags, tagMap } from "./tag-changes.ts";

const policy = v.union([v.record(v.string(), v.unknown()), v.string()]);

const properties = v.strictObject({
  QueueName: v.optional(text),
  DelaySeconds: v.optional(number),
  KmsMasterKeyId: v.optional(text),
  MaximumMessageSize: v.optional(number),
  MessageRetentionPeriod: v.optional(number),
  ReceiveMessageWaitTimeSeconds: v.optional(number),
  RedriveAllowPolicy: v.optional(policy),
  RedrivePolicy: v.optional(policy),
  SqsManagedSseEnabled: v.optional(flag),
  VisibilityTimeout: v.optional(number),
  Tags: v.optional(tags),
});

/** What a queue has where the template says nothing (defaults of CreateQueue). */
const DEFAULTS: Readonly<Record<string, string>> = {
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
  VisibilityTimeout: "30",
};

const QueueAddress = v.object({ QueueUrl: v.string() });

/** AWS::SQS::Queue; `Ref` is the queue's URL. */
export const queue = resourceType({
  type: "AWS::SQS::Queue",
  properties,
  replacedBy: ["QueueName"],
  attributeNames: ["Arn", "QueueName", "QueueUrl"],
  name: { property: "QueueName", maxLength: 80 },
  exists: async (context) => (await findUrl(context)) !== undefined,
  async create(given, context) {
    const answer = await context.dispatch("sqs", "CreateQueue", {
      QueueName: context.name,
      Attributes: attributesOf(given),
      ...(given.Tags === undefined ? {} : { tags: tagMap(given.Tags) }),
    });
    return v.parse(QueueAddress, answer).QueueUrl;
  },
  async update(given, before, context) {
    const QueueUrl = (await findUrl(context)) ?? context.physicalId;
    const after = attributesOf(given);
    const gone = Object.keys(attributesOf(before)).filter((name) => !Object.hasOwn(after, name));
    const Attributes = { ...after, ...Object.fromEntries(gone.map((name) => [name, DEFAULTS[name] ?? ""])) };
    await context.dispatch("sqs", "SetQueueAttributes", { QueueUrl, Attributes });
    const { set, removed } = changeTags(given.Tags, before.Tags);
    if (set.length > 0) await context.dispatch("sqs", "TagQueue", { QueueUrl, Tags: tagMap(set) });
    if (removed.length > 0) await context.dispatch("sqs", "UntagQueue", { QueueUrl, TagKeys: removed });
  },
  async delete(_given, context) {
    const QueueUrl = await findUrl(context);
    if (QueueUrl !== undefined) await unlessMissing(context.dispatch("sqs", "DeleteQueue", { QueueUrl }));
  },
  attributes: async (_given, { account, region, name, physicalId }) => ({
    Arn: `arn:aws:sqs:${region}:${account}:${name}`,
    QueueName: name,
    QueueUrl: physicalId,
  }),
});

/** By its name, since the port in a stored URL may be that of an earlier start. */
async function findUrl(context: ResourceContext): Promise<string | undefined> {
  const answer = await unlessMissing(context.dispatch("sqs", "GetQueueUrl", { QueueName: context.name }));
  return answer === undefined ? undefined : v.parse(QueueAddress, answer).QueueUrl;
}

function attributesOf(given: v.InferOutput<typeof properties>): Record<string, string> {
  const { QueueName: _, Tags: __, ...attributes } = given;
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  );
}
