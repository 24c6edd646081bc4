import { GetQueueUrlCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import type { Upload } from "./upload-picture.ts";

/** An event that Lambda has given up. */
export interface FailedEvent {
  readonly messageId: string;
  /** The object that it was about; undefined for events that are not S3's. */
  readonly object: Upload | undefined;
  readonly attempts: number;
  readonly error: { readonly name: string; readonly message: string };
}

/** As Lambda sends it to an on-failure destination. */
const InvocationRecord = v.object({
  requestContext: v.object({ condition: v.string(), approximateInvokeCount: v.optional(v.number(), 1) }),
  requestPayload: v.unknown(),
  responsePayload: v.optional(v.unknown()),
});

const S3Event = v.object({
  Records: v.pipe(
    v.array(
      v.object({
        s3: v.object({
          bucket: v.object({ name: v.string() }),
          object: v.object({ key: v.string(), versionId: v.optional(v.string(), "null") }),
        }),
      }),
    ),
    v.minLength(1),
  ),
});

const Failure = v.object({ errorType: v.optional(v.string()), errorMessage: v.optional(v.string(), "") });

/** Most messages that are looked at: SQS gives ten at a time, and any. */
const MOST_BATCHES = 5;

/** Reads the queue of failed events and leaves everything in it, for `redrive`; at most 50 messages. */
export async function peekFailedEvents(sqs: SQSClient, QueueName: string): Promise<FailedEvent[]> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const found = new Map<string, FailedEvent>();
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
    );
    const before = found.size;
    for (const { MessageId = "", Body = "" } of Messages) {
      const event = parseEvent(MessageId, Body);
      if (event !== undefined) found.set(MessageId, event);
    }
    if (Messages.length < 10 || found.size === before) break;
  }
  return [...found.values()];
}

function parseEvent(messageId: string, body: string): FailedEvent | undefined {
  const record = v.safeParse(InvocationRecord, json(body));
  if (!record.success) return undefined;
  const { requestContext, requestPayload, responsePayload } = record.output;
  const failure = v.safeParse(Failure, responsePayload);
  return {
    messageId,
    object: objectOf(requestPayload),
    attempts: requestContext.approximateInvokeCount,
    error: failure.success
      ? { name: failure.output.errorType ?? requestContext.condition, message: failure.output.errorMessage }
      : { name: requestContext.condition, message: "" },
  };
}

function objectOf(payload: unknown): Upload | undefined {
  const event = v.safeParse(S3Event, payload);
  const s3 = event.success ? event.output.Records[0]?.s3 : undefined;
  if (s3 === undefined) return undefined;
  const key = decodeURIComponent(s3.object.key.replaceAll("+", " "));
  return { bucket: s3.bucket.name, key, version: s3.object.versionId };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
