import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { policyDocument, policyText, text } from "./property-schemas.ts";
import { resourceType } from "./resource-type.ts";

/** AWS::SQS::QueuePolicy. */
export const queuePolicy = resourceType({
  type: "AWS::SQS::QueuePolicy",
  properties: v.strictObject({ PolicyDocument: policyDocument, Queues: v.array(text) }),
  replacedBy: [],
  attributeNames: ["Id"],
  name: { maxLength: 128 },
  async create({ PolicyDocument, Queues }, context) {
    for (const QueueUrl of Queues) {
      const Attributes = { Policy: policyText(PolicyDocument) };
      await context.dispatch("sqs", "SetQueueAttributes", { QueueUrl, Attributes });
    }
    return context.name;
  },
  async update({ PolicyDocument, Queues }, before, context) {
    for (const QueueUrl of new Set([...Queues, ...before.Queues])) {
      const Attributes = { Policy: Queues.includes(QueueUrl) ? policyText(PolicyDocument) : "" };
      await context.dispatch("sqs", "SetQueueAttributes", { QueueUrl, Attributes });
    }
  },
  async delete({ Queues }, context) {
    for (const QueueUrl of Queues) {
      await unlessMissing(context.dispatch("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { Policy: "" } }));
    }
  },
  attributes: async (_properties, { name }) => ({ Id: name }),
});
