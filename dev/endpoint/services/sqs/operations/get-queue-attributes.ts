import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { ServiceError } from "../../../errors.ts";
import { QueueUrl, arnOfUrl, sqsParser } from "../members.ts";
import { isAttributeName } from "../queue-attributes.ts";
import { arnOfQueue } from "../queue-store.ts";

const parse = sqsParser(v.object({ QueueUrl, AttributeNames: v.optional(v.array(v.string()), []) }));

interface Output {
  readonly Attributes?: Record<string, string>;
}

/** Answers the attributes that are asked for, and how many messages there are. */
export function getQueueAttributes({ queues, messages }: SqsContext): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: (input, call) => [{ action: "sqs:GetQueueAttributes", resource: arnOfUrl(input.QueueUrl, call) }],
    run(input, call) {
      const unknown = input.AttributeNames.find((name) => !isAttributeName(name));
      if (unknown !== undefined) throw new ServiceError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
      return queues.read(() => {
        const queue = queues.get(input.QueueUrl, call);
        const counts = messages.count(queue, Date.now());
        const all: Record<string, string> = {
          ...queue.attributes,
          QueueArn: arnOfQueue(queue),
          ApproximateNumberOfMessages: String(counts.visible),
          ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
          ApproximateNumberOfMessagesDelayed: String(counts.delayed),
          CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
          LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
        };
        const wanted = new Set(input.AttributeNames);
        const entries = Object.entries(all).filter(([name]) => wanted.has("All") || wanted.has(name));
        return entries.length === 0 ? {} : { Attributes: Object.fromEntries(entries) };
      });
    },
  };
}
