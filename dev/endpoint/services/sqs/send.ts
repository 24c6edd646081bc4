import { createHash, randomUUID } from "node:crypto";
import * as v from "valibot";
import { ServiceError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import type { SqsContext } from "./context.ts";
import { invalidParameter, missingParameter } from "./errors.ts";
import { between } from "./members.ts";
import { MessageAttributes, checkMessageAttributes, md5OfAttributes, sizeOf } from "./message-attributes.ts";
import { numberOf } from "./queue-attributes.ts";
import type { Queue } from "./queue-store.ts";

/** What `SendMessage` and each entry of its batch take. */
export const OutgoingMembers = {
  MessageBody: v.string(),
  DelaySeconds: v.optional(between(0, 900)),
  MessageGroupId: v.optional(v.string()),
  MessageAttributes: v.optional(MessageAttributes, {}),
  MessageSystemAttributes: v.optional(MessageAttributes, {}),
};

const GROUP_ID = /^[\x21-\x7e]{1,128}$/;

const OutgoingSchema = v.object(OutgoingMembers);

/** A message as a sender gives it. */
export type Outgoing = v.InferOutput<typeof OutgoingSchema>;

/** What a sender is told of a message. */
export interface Sent {
  readonly MessageId: string;
  readonly MD5OfMessageBody: string;
  readonly MD5OfMessageAttributes?: string;
  readonly MD5OfMessageSystemAttributes?: string;
}

/** Bytes that count against the limits: body and attributes. */
export function sizeOfMessage(message: Outgoing): number {
  return Buffer.byteLength(message.MessageBody) + sizeOf(message.MessageAttributes);
}

/** Checks a message and puts it into its queue. Inside `write`; to be announced once that has resolved. */
export function enqueue({ messages, meter }: SqsContext, queue: Queue, outgoing: Outgoing, call: Call): Sent {
  check(outgoing, queue);
  const now = Date.now();
  const delay = outgoing.DelaySeconds ?? numberOf(queue.attributes, "DelaySeconds");
  const messageId = randomUUID();
  messages.add(queue, {
    messageId,
    body: outgoing.MessageBody,
    attributes: outgoing.MessageAttributes,
    systemAttributes: keptAttributes(outgoing, call),
    senderId: call.caller.account,
    sentAt: now,
    visibleAt: now + delay * 1000,
  });
  meter.sent(queue, sizeOfMessage(outgoing));
  const attributes = md5OfAttributes(outgoing.MessageAttributes);
  const systemAttributes = md5OfAttributes(outgoing.MessageSystemAttributes);
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5(outgoing.MessageBody),
    ...(attributes === undefined ? {} : { MD5OfMessageAttributes: attributes }),
    ...(systemAttributes === undefined ? {} : { MD5OfMessageSystemAttributes: systemAttributes }),
  };
}

/**
 * What receivers may ask for besides: the trace that the message belongs to, of its header where the sender names none,
 * and its group, by which a standard queue is fair (LocalStack's records of `test_aws_trace_header_propagation` and
 * `test_fair_queue_with_message_group_id`).
 */
function keptAttributes(
  { MessageSystemAttributes, MessageGroupId }: Outgoing,
  { traceHeader }: Call,
): MessageAttributes {
  const text = (name: string, StringValue: string | undefined) =>
    StringValue === undefined ? {} : { [name]: { DataType: "String", StringValue } };
  return {
    ...text("AWSTraceHeader", traceHeader),
    ...MessageSystemAttributes,
    ...text("MessageGroupId", MessageGroupId),
  };
}

/** MD5 of a body, in hex. */
export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

function check(message: Outgoing, queue: Queue): void {
  if (message.MessageBody === "") throw missingParameter("MessageBody");
  checkMessageAttributes(message.MessageAttributes);
  if (message.MessageGroupId !== undefined && !GROUP_ID.test(message.MessageGroupId)) {
    throw invalidParameter(
      message.MessageGroupId,
      "MessageGroupId",
      "MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.",
    );
  }
  for (const name of Object.keys(message.MessageSystemAttributes)) {
    if (name !== "AWSTraceHeader") {
      throw new ServiceError("InvalidParameterValue", `The message system attribute '${name}' is not known.`);
    }
  }
  // Characters that XML cannot hold: SQS refuses them in every protocol.
  // oxlint-disable-next-line no-control-regex -- these are what SQS does not allow
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(message.MessageBody)) {
    throw new ServiceError(
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    );
  }
  const limit = numberOf(queue.attributes, "MaximumMessageSize");
  if (sizeOfMessage(message) > limit) {
    throw new ServiceError(
      "InvalidParameterValue",
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
}
