import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { QueueUrl, VisibilityTimeout, arnOfUrl, between, sqsParser } from "../members.ts";
import { type MessageAttributes, md5OfAttributes, selectAttributes } from "../message-attributes.ts";
import type { Message } from "../message-store.ts";
import { numberOf } from "../queue-attributes.ts";
import { md5 } from "../send.ts";

const Names = v.optional(v.array(v.string()), []);

const parse = sqsParser(
  v.object({
    QueueUrl,
    MaxNumberOfMessages: v.optional(between(1, 10, "Must be between 1 and 10, if provided."), 1),
    VisibilityTimeout: v.optional(VisibilityTimeout),
    WaitTimeSeconds: v.optional(between(0, 20)),
    AttributeNames: Names,
    MessageSystemAttributeNames: Names,
    MessageAttributeNames: Names,
  }),
);

type Input = ReturnType<typeof parse>;

interface Received {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly Body: string;
  readonly Attributes?: Record<string, string>;
  readonly MD5OfMessageAttributes?: string;
  readonly MessageAttributes?: MessageAttributes;
}

/** Takes messages from a queue; with a wait it answers as soon as there is one. */
export function receiveMessage(context: SqsContext): Operation<Input, { Messages?: Received[] }> {
  return {
    parse,
    permissions: (input, call) => [{ action: "sqs:ReceiveMessage", resource: arnOfUrl(input.QueueUrl, call) }],
    async run(input, call) {
      const { queues, messages, arrivals, meter } = context;
      const startedAt = Date.now();
      for (;;) {
        const now = Date.now();
        const turn = await queues.write(() => {
          const queue = queues.get(input.QueueUrl, call);
          const visibility = input.VisibilityTimeout ?? numberOf(queue.attributes, "VisibilityTimeout");
          const wait = input.WaitTimeSeconds ?? numberOf(queue.attributes, "ReceiveMessageWaitTimeSeconds");
          const received = messages.receive(queue, input.MaxNumberOfMessages, visibility, now);
          return {
            ...received,
            queue,
            id: queue.id,
            until: startedAt + wait * 1000,
            next: messages.nextVisibleAt(queue.id),
          };
        });
        for (const id of turn.moved) {
          arrivals.announce(id);
          meter.changed(id);
        }
        const done = turn.messages.length > 0 || Date.now() >= turn.until || arrivals.closed;
        if (done) meter.received(turn.queue, turn.messages.length);
        if (turn.messages.length > 0) return { Messages: turn.messages.map((message) => toReceived(message, input)) };
        if (done) return {};
        await arrivals.wait(turn.id, Math.min(turn.until, turn.next ?? turn.until));
      }
    },
  };
}

function toReceived(message: Message, input: Input): Received {
  const attributes = systemAttributes(message, [...input.AttributeNames, ...input.MessageSystemAttributeNames]);
  const selected = selectAttributes(message.attributes, input.MessageAttributeNames);
  const digest = md5OfAttributes(selected);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receipt,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(Object.keys(attributes).length === 0 ? {} : { Attributes: attributes }),
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest, MessageAttributes: selected }),
  };
}

function systemAttributes(message: Message, wanted: readonly string[]): Record<string, string> {
  const kept = Object.entries(message.systemAttributes).flatMap(([name, { StringValue: text }]) =>
    text === undefined ? [] : [[name, text] as const],
  );
  const all: Record<string, string> = {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.sourceArn === "" ? {} : { DeadLetterQueueSourceArn: message.sourceArn }),
    ...Object.fromEntries(kept),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes("All") || wanted.includes(name)));
}
