import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  ListQueuesCommand,
  SQSClient,
  SendMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientConfig, startTestEndpoint } from "../../../support/endpoint.ts";

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

test("a queue has the defaults of AWS", async () => {
  const QueueUrl = await create("defaults");
  expect(QueueUrl).toBe(`${endpoint.url}/000000000000/defaults`);
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  expect(Attributes).toEqual({
    QueueArn: "arn:aws:sqs:us-east-1:000000000000:defaults",
    ApproximateNumberOfMessages: "0",
    ApproximateNumberOfMessagesNotVisible: "0",
    ApproximateNumberOfMessagesDelayed: "0",
    CreatedTimestamp: expect.stringMatching(/^\d{10}$/) as string,
    LastModifiedTimestamp: expect.stringMatching(/^\d{10}$/) as string,
    VisibilityTimeout: "30",
    DelaySeconds: "0",
    MaximumMessageSize: "1048576",
    MessageRetentionPeriod: "345600",
    ReceiveMessageWaitTimeSeconds: "0",
    SqsManagedSseEnabled: "true",
  });
  const some = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  expect(Object.keys(some.Attributes ?? {})).toEqual(["QueueArn"]);
});

test("making it again answers the same queue, unless an attribute differs", async () => {
  const url = await create("again", { VisibilityTimeout: "10" });
  expect(await create("again")).toBe(url);
  expect(await create("again", { VisibilityTimeout: "10" })).toBe(url);
  await expect(create("again", { VisibilityTimeout: "11" })).rejects.toMatchObject({
    name: "QueueNameExists",
    Code: "QueueAlreadyExists",
    message: "A queue already exists with the same name and a different value for attribute VisibilityTimeout",
  });
});

test("attributes are set, and an empty text takes one away", async () => {
  const QueueUrl = await create("attributes");
  const set = (Attributes: Record<string, string>): Promise<unknown> =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  await set({ DelaySeconds: "5", Policy });
  const read = async () =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }))).Attributes;
  expect(await read()).toMatchObject({ DelaySeconds: "5", Policy });
  await set({ Policy: "" });
  expect(await read()).not.toHaveProperty("Policy");
  await expect(set({ DelaySeconds: "901" })).rejects.toMatchObject({ name: "InvalidAttributeValue" });
  await expect(set({ Delay: "1" })).rejects.toMatchObject({ name: "InvalidAttributeName" });
  await expect(
    set({
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:no",
        maxReceiveCount: 1,
      }),
    }),
  ).rejects.toMatchObject({ message: expect.stringContaining("Dead letter target does not exist.") as string });
});

test("a URL counts by its account and name, whatever its host", async () => {
  await create("anywhere");
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "anywhere" }));
  expect(QueueUrl).toBe(`${endpoint.url}/000000000000/anywhere`);
  const other = "https://sqs.us-east-1.amazonaws.com/000000000000/anywhere";
  const client = new SQSClient({ ...endpoint.client, useQueueUrlAsEndpoint: false });
  const { MessageId } = await client.send(new SendMessageCommand({ QueueUrl: other, MessageBody: "x" }));
  expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
});

test("queues are listed by prefix and in pages, accounts and regions apart", async () => {
  for (const name of ["list-a", "list-b", "list-c", "other"]) await create(name);
  const first = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: "list-", MaxResults: 2 }));
  expect(first.QueueUrls?.map((url) => url.split("/").at(-1))).toEqual(["list-a", "list-b"]);
  const second = await sqs.send(
    new ListQueuesCommand({ QueueNamePrefix: "list-", MaxResults: 2, NextToken: first.NextToken }),
  );
  expect(second.QueueUrls?.map((url) => url.split("/").at(-1))).toEqual(["list-c"]);
  expect(second.NextToken).toBeUndefined();
  for (const config of [clientConfig(endpoint.url, "333333333333"), { ...endpoint.client, region: "eu-west-1" }]) {
    const { QueueUrls } = await new SQSClient(config).send(new ListQueuesCommand({}));
    expect(QueueUrls).toBeUndefined();
  }
});

test("a deleted queue is gone, by the codes of both protocols", async () => {
  const QueueUrl = await create("gone");
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  for (const command of [new DeleteQueueCommand({ QueueUrl }), new GetQueueUrlCommand({ QueueName: "gone" })]) {
    await expect(sqs.send(command as DeleteQueueCommand)).rejects.toMatchObject({
      name: "QueueDoesNotExist",
      Code: "AWS.SimpleQueueService.NonExistentQueue",
      Type: "Sender",
      $metadata: { httpStatusCode: 400 },
    });
  }
});

test("tags are set and taken", async () => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "tagged", tags: { a: "1" } }));
  await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { b: "2", c: "3" } }));
  await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["a", "c"] }));
  expect((await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ b: "2" });
});

test("what is missing or not supported is named", async () => {
  await expect(sqs.send(new DeleteQueueCommand({ QueueUrl: undefined }))).rejects.toMatchObject({
    message: "The request must contain the parameter QueueUrl.",
  });
  await expect(create("orders.fifo", { FifoQueue: "true" })).rejects.toMatchObject({
    name: "UnsupportedOperation",
    message: expect.stringContaining("FIFO queues") as string,
  });
  await expect(create("bad name")).rejects.toMatchObject({ name: "InvalidParameterValue" });
});
