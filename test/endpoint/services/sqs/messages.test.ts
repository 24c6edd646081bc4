import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let sqs: SQSClient;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  sqs = new SQSClient(endpoint.client);
});

afterAll(() => endpoint.stop());

async function create(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl ?? "";
}

function send(QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) {
  return sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
}

async function receive(QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
  return (await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];
}

async function counts(QueueUrl: string): Promise<string[]> {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  return [
    Attributes.ApproximateNumberOfMessages ?? "",
    Attributes.ApproximateNumberOfMessagesNotVisible ?? "",
    Attributes.ApproximateNumberOfMessagesDelayed ?? "",
  ];
}

test("a message goes through a queue: sent, received, hidden, deleted", async () => {
  const QueueUrl = await create("through");
  const sent = await send(QueueUrl, "Grüße, 世界 🙂");
  expect(await counts(QueueUrl)).toEqual(["1", "0", "0"]);
  const [message] = await receive(QueueUrl, { MessageSystemAttributeNames: ["All"] });
  expect(message).toMatchObject({ Body: "Grüße, 世界 🙂", MessageId: sent.MessageId });
  expect(message?.MD5OfBody).toBe(sent.MD5OfMessageBody);
  expect(message?.Attributes).toMatchObject({ SenderId: "000000000000", ApproximateReceiveCount: "1" });
  expect(await counts(QueueUrl)).toEqual(["0", "1", "0"]);
  expect(await receive(QueueUrl)).toEqual([]);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
  expect(await counts(QueueUrl)).toEqual(["0", "0", "0"]);
});

test("attributes are kept, digested as the SDK checks, and given as asked for", async () => {
  const QueueUrl = await create("attributes");
  const MessageAttributes = {
    "app.name": { DataType: "String", StringValue: "faces" },
    "app.size": { DataType: "Number.int", StringValue: "42" },
    raw: { DataType: "Binary", BinaryValue: Uint8Array.of(0, 1, 255) },
  };
  const MessageSystemAttributes = {
    AWSTraceHeader: { DataType: "String", StringValue: "Root=1-5759e988-bd862e3fe1be46a994272793" },
  };
  const sent = await send(QueueUrl, "x", { MessageAttributes, MessageSystemAttributes });
  // Computed apart from this code, by the algorithm of the SQS developer guide (struct.pack and hashlib).
  expect(sent.MD5OfMessageAttributes).toBe("ea18ab7f88346eca759fd206de04853d");
  const [all] = await receive(QueueUrl, {
    MessageAttributeNames: ["All"],
    MessageSystemAttributeNames: ["AWSTraceHeader"],
    VisibilityTimeout: 0,
  });
  expect(all?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
  expect(all?.MessageAttributes).toEqual(MessageAttributes);
  expect(all?.Attributes).toEqual({ AWSTraceHeader: "Root=1-5759e988-bd862e3fe1be46a994272793" });
  const [some] = await receive(QueueUrl, {
    MessageAttributeNames: ["app.*"],
    VisibilityTimeout: 0,
    WaitTimeSeconds: 1,
  });
  expect(Object.keys(some?.MessageAttributes ?? {})).toEqual(["app.name", "app.size"]);
  const [none] = await receive(QueueUrl, { WaitTimeSeconds: 1 });
  expect(none).not.toHaveProperty("MessageAttributes");
});

test("a long poll is answered by what arrives, by what becomes visible, and by nothing at its end", async () => {
  const QueueUrl = await create("poll");
  const arriving = receive(QueueUrl, { WaitTimeSeconds: 20 });
  // Lets the poll begin to wait; if it has not yet, the message is simply there.
  await sleep(50);
  await send(QueueUrl, "arrives");
  expect((await arriving).map(({ Body }) => Body)).toEqual(["arrives"]);

  await send(QueueUrl, "late", { DelaySeconds: 1 });
  expect(await counts(QueueUrl)).toEqual(["0", "1", "1"]);
  expect((await receive(QueueUrl, { WaitTimeSeconds: 20 })).map(({ Body }) => Body)).toEqual(["late"]);
  expect(await receive(QueueUrl, { WaitTimeSeconds: 1 })).toEqual([]);
});

test("a message that is not deleted comes again, and its visibility can be changed", async () => {
  const QueueUrl = await create("again", { VisibilityTimeout: "1" });
  await send(QueueUrl, "x");
  const [first] = await receive(QueueUrl);
  const [second] = await receive(QueueUrl, { WaitTimeSeconds: 20, MessageSystemAttributeNames: ["All"] });
  expect(second?.Attributes?.["ApproximateReceiveCount"]).toBe("2");
  expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number): Promise<unknown> =>
    sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  await expect(change(first?.ReceiptHandle, 10)).rejects.toMatchObject({ name: "MessageNotInflight" });
  await change(second?.ReceiptHandle, 600);
  const waiting = receive(QueueUrl, { WaitTimeSeconds: 20 });
  await change(second?.ReceiptHandle, 0);
  expect(await waiting).toHaveLength(1);
  await expect(change("not a handle", 0)).rejects.toMatchObject({ name: "ReceiptHandleIsInvalid" });
});

test("a message received too often becomes a dead letter", async () => {
  const deadUrl = await create("dead");
  const QueueUrl = await create("redrive", {
    VisibilityTimeout: "0",
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:dead",
      maxReceiveCount: "2",
    }),
  });
  const { MessageId } = await send(QueueUrl, "poison");
  const dead = receive(deadUrl, { WaitTimeSeconds: 20, MessageSystemAttributeNames: ["All"] });
  for (const count of ["1", "2"]) {
    const [message] = await receive(QueueUrl, { WaitTimeSeconds: 5, MessageSystemAttributeNames: ["All"] });
    expect(message?.Attributes?.["ApproximateReceiveCount"]).toBe(count);
  }
  expect(await receive(QueueUrl, { WaitTimeSeconds: 1 })).toEqual([]);
  expect(await dead).toEqual([
    expect.objectContaining({
      MessageId,
      Body: "poison",
      Attributes: expect.objectContaining({
        ApproximateReceiveCount: "3",
        DeadLetterQueueSourceArn: "arn:aws:sqs:us-east-1:000000000000:redrive",
      }) as object,
    }),
  ]);
});

test("batches tell each entry's end", async () => {
  const QueueUrl = await create("batch", { MaximumMessageSize: "1024" });
  const sent = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: "a", MessageBody: "1" },
        { Id: "long", MessageBody: "x".repeat(1025) },
        { Id: "b", MessageBody: "2" },
      ],
    }),
  );
  expect(sent.Successful?.map(({ Id }) => Id)).toEqual(["a", "b"]);
  expect(sent.Failed).toEqual([
    expect.objectContaining({ Id: "long", SenderFault: true, Code: "InvalidParameterValue" }),
  ]);

  const messages = await receive(QueueUrl, { MaxNumberOfMessages: 10 });
  expect(messages.map(({ Body }) => Body)).toEqual(["1", "2"]);
  const changed = await sqs.send(
    new ChangeMessageVisibilityBatchCommand({
      QueueUrl,
      Entries: messages.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle, VisibilityTimeout: 0 })),
    }),
  );
  expect(changed.Successful).toEqual([{ Id: "0" }, { Id: "1" }]);
  const again = await receive(QueueUrl, { MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
  const deleted = await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: [
        ...again.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle })),
        { Id: "x", ReceiptHandle: "x" },
      ],
    }),
  );
  expect(deleted.Successful).toEqual([{ Id: "0" }, { Id: "1" }]);
  expect(deleted.Failed).toEqual([expect.objectContaining({ Id: "x", Code: "ReceiptHandleIsInvalid" })]);
  expect(await counts(QueueUrl)).toEqual(["0", "0", "0"]);
});

test.each([
  ["none", [], "EmptyBatchRequest"],
  ["eleven", Array.from({ length: 11 }, (_, at) => `${at}`), "TooManyEntriesInBatchRequest"],
  ["two of one id", ["a", "a"], "BatchEntryIdsNotDistinct"],
  ["a bad id", ["a b"], "InvalidBatchEntryId"],
])("a batch of %s is refused as a whole", async (_what, ids, name) => {
  const QueueUrl = await create("bad-batch");
  const Entries = ids.map((Id) => ({ Id, MessageBody: "x" }));
  await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({
    name,
    Code: `AWS.SimpleQueueService.${name}`,
  });
  expect(await counts(QueueUrl)).toEqual(["0", "0", "0"]);
});

test("what a message may not be is refused", async () => {
  const QueueUrl = await create("refused", { MaximumMessageSize: "1024" });
  await expect(send(QueueUrl, "")).rejects.toMatchObject({
    message: "The request must contain the parameter MessageBody.",
  });
  await expect(send(QueueUrl, "\u0001")).rejects.toMatchObject({ name: "InvalidMessageContents" });
  await expect(send(QueueUrl, "é".repeat(513))).rejects.toMatchObject({
    message: "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.",
  });
  await expect(
    send(QueueUrl, "x", { MessageAttributes: { n: { DataType: "Number", StringValue: "many" } } }),
  ).rejects.toMatchObject({ name: "InvalidParameterValue" });
  await expect(receive(QueueUrl, { MaxNumberOfMessages: 11 })).rejects.toMatchObject({
    message: "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
  });
});

test("a purge empties a queue, and messages end with their retention", async () => {
  const QueueUrl = await create("empty", { MessageRetentionPeriod: "60" });
  await send(QueueUrl, "purged");
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  expect(await receive(QueueUrl)).toEqual([]);
  await send(QueueUrl, "old");
  await endpoint.state.write(() =>
    endpoint.state.sql("UPDATE sqs_message SET sent_at = sent_at - 61000 WHERE body = 'old'").run(),
  );
  expect(await counts(QueueUrl)).toEqual(["0", "0", "0"]);
  expect(await receive(QueueUrl)).toEqual([]);
});

test("pollers are let go when the endpoint stops, and messages outlive it", async () => {
  const folder = await mkdtemp(`${tmpdir()}/doppelface-sqs-`);
  const before = await startTestEndpoint({ state: { folder } });
  const first = new SQSClient(before.client);
  const { QueueUrl: polled } = await first.send(new CreateQueueCommand({ QueueName: "polled" }));
  const { QueueUrl } = await first.send(new CreateQueueCommand({ QueueName: "kept" }));
  await first.send(new SendMessageCommand({ QueueUrl, MessageBody: "kept" }));
  const poll = first.send(new ReceiveMessageCommand({ QueueUrl: polled, WaitTimeSeconds: 20 })).catch(() => "cut off");
  await sleep(50);
  await before.stop();
  await poll;

  await using after = await startTestEndpoint({ state: { folder } });
  const second = new SQSClient({ ...after.client, useQueueUrlAsEndpoint: false });
  const { Messages } = await second.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(["kept"]);
  await rm(folder, { recursive: true });
});
