import { PutFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EventQueue, type PendingEvent } from "../../../../dev/endpoint/exchange/event-queue.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

const FAILING = "export const handler = async () => { throw new Error('again'); };";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  // As on AWS.
  endpoint = await startTestEndpoint({ settings: { retryDelay: 60 } });
  const role = await makeRole(endpoint.client, "retried-role", [
    { Action: ["logs:*", "sqs:SendMessage"], Resource: "*" },
  ]);
  functions = new Functions(endpoint.client, role);
});

afterAll(() => endpoint.stop());

/** Resolves when a try has failed and the next one is in the queue. */
function failureOf(name: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = endpoint.bus.on("failed", ({ functionName }) => {
      if (functionName !== name) return;
      stop();
      resolve();
    });
  });
}

function waiting(name: string): PendingEvent | undefined {
  return new EventQueue(endpoint.state).list(10).find(({ target }) => target.endsWith(`:${name}`));
}

test("a failed event waits a minute, then two, as on AWS", async () => {
  await functions.create("retried", FAILING);
  const first = failureOf("retried");
  await functions.invoke("retried", {}, { InvocationType: "Event" });
  await first;
  const once = waiting("retried");
  expect(once).toMatchObject({ tries: 1 });
  const waited = (event: PendingEvent | undefined, since: number) => ((event?.dueAt ?? 0) - since) / 1000;
  expect(waited(once, once?.createdAt ?? 0)).toBeGreaterThanOrEqual(60);
  expect(waited(once, Date.now())).toBeLessThanOrEqual(60);

  const second = failureOf("retried");
  const madeDue = Date.now();
  await endpoint.state.write(() => endpoint.state.sql("UPDATE event SET due_at = ?").run(madeDue));
  // Looks at what is due, like any event that comes.
  await functions.create("waking", "export const handler = async () => 1;");
  await functions.invoke("waking", {}, { InvocationType: "Event" });
  await second;
  const twice = waiting("retried");
  expect(twice).toMatchObject({ tries: 2, requestId: once?.requestId });
  expect(waited(twice, madeDue)).toBeGreaterThanOrEqual(120);
  expect(waited(twice, Date.now())).toBeLessThanOrEqual(120);
});

test("an event that would be too old for its next try is given up", async () => {
  const sqs = new SQSClient(endpoint.client);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "too-old" }));
  await functions.create("short-lived", FAILING);
  await functions.lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: "short-lived",
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: "arn:aws:sqs:us-east-1:000000000000:too-old" } },
    }),
  );
  await functions.invoke("short-lived", {}, { InvocationType: "Event" });
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  expect(JSON.parse(Messages?.[0]?.Body ?? "{}")).toMatchObject({
    requestContext: { condition: "EventAgeExceeded", approximateInvokeCount: 1 },
  });
  await expect.poll(() => waiting("short-lived")).toBeUndefined();
});
