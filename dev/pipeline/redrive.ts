import type { LambdaClient } from "@aws-sdk/client-lambda";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import * as v from "valibot";
import { type SentEvent, sendEvent } from "./send-event.ts";

/** An invocation record, as Lambda sends it to an on-failure destination. */
const InvocationRecord = v.object({
  requestContext: v.object({ requestId: v.string(), condition: v.string() }),
  requestPayload: v.unknown(),
});

/** What became of one message of the queue. */
export interface RedrivenMessage {
  readonly messageId: string;
  readonly outcome:
    | "sent"
    /** Accepted by Lambda, but still in the queue: another redrive would send it again. */
    | "sent, not deleted"
    /** Lambda did not accept it; it stays in the queue. */
    | "refused"
    /** It was sent by this very redrive and has failed again; it stays in the queue. */
    | "failed again"
    /** Not a record that Lambda sent; it stays in the queue. */
    | "no invocation record";
  /** Root of the trace of what was sent. */
  readonly traceId?: string;
  readonly error?: string;
}

/** Where events are taken from and sent to. */
export interface RedriveTarget {
  readonly queueName: string;
  readonly functionName: string;
}

/** Seconds for which what was received is hidden: more than a redrive of one batch takes. */
const HIDDEN_SECONDS = 120;
/** Seconds to wait for messages: a short poll of SQS may find none though there are. */
const WAIT_SECONDS = 1;

/**
 * Takes each invocation record from the queue, invokes the function asynchronously with its `requestPayload`, and
 * deletes the message once Lambda has accepted the event. Ends when the queue gives no more, `max` were sent, or Lambda
 * refuses one. What was not sent is given back at once.
 */
export async function redriveQueue(
  clients: { readonly sqs: SQSClient; readonly lambda: LambdaClient },
  target: RedriveTarget,
  options: { readonly max: number; readonly onMessage: (message: RedrivenMessage) => void },
): Promise<void> {
  const { sqs } = clients;
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: target.queueName }));
  let sent = 0;
  const keep: Message[] = [];
  const accepted: Accepted = { requestIds: new Set(), byMessage: new Map() };
  try {
    while (sent < options.max) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: Math.min(10, options.max - sent),
          VisibilityTimeout: HIDDEN_SECONDS,
          WaitTimeSeconds: WAIT_SECONDS,
        }),
      );
      if (Messages.length === 0) break;
      keep.push(...Messages);
      for (const message of Messages) {
        const redriven = await redriveMessage(clients, QueueUrl, target.functionName, message, accepted);
        options.onMessage(redriven);
        if (redriven.outcome === "refused") return;
        if (redriven.outcome === "sent") keep.splice(keep.indexOf(message), 1);
        if (redriven.traceId !== undefined) sent++;
      }
    }
  } finally {
    await Promise.allSettled(
      keep.map(({ ReceiptHandle }) =>
        sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
      ),
    );
  }
}

/** What Lambda accepted in this redrive. */
interface Accepted {
  readonly requestIds: Set<string>;
  /** By the message's id: one that could not be deleted may be received again. */
  readonly byMessage: Map<string, SentEvent>;
}

async function redriveMessage(
  { sqs, lambda }: { sqs: SQSClient; lambda: LambdaClient },
  QueueUrl: string | undefined,
  functionName: string,
  { MessageId: messageId = "", Body = "", ReceiptHandle }: Message,
  accepted: Accepted,
): Promise<RedrivenMessage> {
  const record = parseRecord(Body);
  if (record === undefined) return { messageId, outcome: "no invocation record" };
  if (accepted.requestIds.has(record.requestContext.requestId)) return { messageId, outcome: "failed again" };
  let event = accepted.byMessage.get(messageId);
  try {
    event ??= await sendEvent(lambda, functionName, JSON.stringify(record.requestPayload));
  } catch (error) {
    return { messageId, outcome: "refused", error: textOf(error) };
  }
  const { traceId } = event;
  accepted.requestIds.add(event.requestId);
  accepted.byMessage.set(messageId, event);
  try {
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return { messageId, outcome: "sent", traceId };
  } catch (error) {
    return { messageId, outcome: "sent, not deleted", traceId, error: textOf(error) };
  }
}

function parseRecord(body: string): v.InferOutput<typeof InvocationRecord> | undefined {
  try {
    return v.parse(InvocationRecord, JSON.parse(body));
  } catch {
    return undefined;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
