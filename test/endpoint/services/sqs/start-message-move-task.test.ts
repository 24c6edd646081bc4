import {
  CreateQueueCommand,
  ListDeadLetterSourceQueuesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  paginateListDeadLetterSourceQueues,
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

function arn(name: string): string {
  return `arn:aws:sqs:us-east-1:000000000000:${name}`;
}

function move(name: string): Promise<unknown> {
  return sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn(name) }));
}

test("an on-failure destination is no dead-letter queue, and its messages are not moved", async () => {
  await sqs.send(new CreateQueueCommand({ QueueName: "failed-events" }));
  await expect(move("failed-events")).rejects.toMatchObject({
    name: "InvalidParameterValue",
    message: "Source queue must be configured as a Dead Letter Queue.",
    $metadata: { httpStatusCode: 400 },
  });
});

test("a queue that is not there", async () => {
  await expect(move("nowhere")).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "The resource that you specified for the SourceArn parameter doesn't exist.",
    $metadata: { httpStatusCode: 404 },
  });
});

test("for a real dead-letter queue it is refused by name", async () => {
  await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount: 3 });
  await sqs.send(new CreateQueueCommand({ QueueName: "alive", Attributes: { RedrivePolicy } }));
  await expect(move("dead")).rejects.toThrow("StartMessageMoveTask is not supported by the embedded engine");
});

test("the queues whose dead letters come to a queue are listed, in pages", async () => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "target" }));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("target"), maxReceiveCount: 3 });
  for (const QueueName of ["source-a", "source-b", "source-c"]) {
    await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { RedrivePolicy } }));
  }
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateListDeadLetterSourceQueues({ client: sqs, pageSize: 2 }, { QueueUrl })) {
    pages.push((page.queueUrls ?? []).map((url) => url.split("/").at(-1)));
  }
  expect(pages).toEqual([["source-a", "source-b"], ["source-c"]]);
  const none = { QueueUrl: `${endpoint.url}/000000000000/source-a` };
  expect((await sqs.send(new ListDeadLetterSourceQueuesCommand(none))).queueUrls).toEqual([]);
});
