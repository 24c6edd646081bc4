import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PutFunctionConcurrencyCommand, PutFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EventQueue } from "../../../../dev/endpoint/exchange/event-queue.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { sharedFolder } from "../../../support/shared-folder.ts";
import { Functions, makeRole } from "./support.ts";

const folder = sharedFolder();
const SECOND = 1000;

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;
let sqs: SQSClient;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  sqs = new SQSClient(endpoint.client);
  const role = await makeRole(endpoint.client, "aged-role", [{ Action: ["logs:*", "sqs:SendMessage"], Resource: "*" }]);
  functions = new Functions(endpoint.client, role);
  await functions.create("waking", "export const handler = async () => 1;");
});
afterAll(() => endpoint.stop());

async function setAge(name: string, MaximumEventAgeInSeconds: number): Promise<void> {
  await functions.lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: name,
      MaximumEventAgeInSeconds,
      DestinationConfig: { OnFailure: { Destination: `arn:aws:sqs:us-east-1:000000000000:${name}` } },
    }),
  );
}

/** A function with one environment, which runs until `go` is called; its events may be a minute old. */
async function makeBusy(
  name: string,
): Promise<{ arn: string; queueUrl: string; begun: () => boolean; go: () => void }> {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const [begun, go] = [join(folder, `${name}-begun`), join(folder, `${name}-go`)];
  const arn = await functions.create(
    name,
    `import { existsSync, writeFileSync } from "node:fs";
     export const handler = async () => {
       writeFileSync(${JSON.stringify(begun)}, "");
       while (!existsSync(${JSON.stringify(go)})) await new Promise((resolve) => setTimeout(resolve, 10));
       return "done";
     };`,
    { Timeout: 60 },
  );
  await functions.lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 1 }),
  );
  await setAge(name, 60);
  return { arn, queueUrl: QueueUrl, begun: () => existsSync(begun), go: () => writeFileSync(go, "") };
}

/** Puts an event into the queue that was sent so many seconds ago. */
async function addEvent(target: string, secondsAgo: number): Promise<void> {
  const event = { target, requestId: crypto.randomUUID(), body: "{}", traceId: "1-00000000-000000000000000000000000" };
  const queue = new EventQueue(endpoint.state);
  await endpoint.state.write(() => queue.add(event, Date.now() - secondsAgo * SECOND));
  // The queue is looked at when any event comes.
  await functions.invoke("waking", {}, { InvocationType: "Event" });
}

async function recordIn(QueueUrl: string): Promise<unknown> {
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  return JSON.parse(Messages?.[0]?.Body ?? "{}");
}

const EXCEEDED = { requestContext: { condition: "EventAgeExceeded", approximateInvokeCount: 0 } };

test("an event that waits behind another one is given up when it is too old, with no attempt made", async () => {
  const busy = await makeBusy("behind-event");
  await functions.invoke("behind-event", {}, { InvocationType: "Event" });
  await expect.poll(busy.begun, { timeout: 10_000 }).toBe(true);

  await addEvent(busy.arn, 58);

  expect(await recordIn(busy.queueUrl)).toMatchObject(EXCEEDED);
  busy.go();
});

test("a shorter age counts for events that wait already", async () => {
  const busy = await makeBusy("shortened");
  await setAge("shortened", 21_600);
  // Sent before the one that is to wait for it.
  await addEvent(busy.arn, 120);
  await expect.poll(busy.begun, { timeout: 10_000 }).toBe(true);
  await addEvent(busy.arn, 90);
  // Nothing else has the queue looked at: what woke it has come to its end.
  await expect.poll(() => new EventQueue(endpoint.state).list(10).length, { timeout: 10_000 }).toBe(2);
  await new Promise((resolve) => setTimeout(resolve, SECOND));

  await setAge("shortened", 60);

  expect(await recordIn(busy.queueUrl)).toMatchObject(EXCEEDED);
  busy.go();
});

test("an event that waits behind a caller is given up when it is too old", async () => {
  const busy = await makeBusy("behind-caller");
  const called = functions.invoke("behind-caller");
  await expect.poll(busy.begun, { timeout: 10_000 }).toBe(true);

  await addEvent(busy.arn, 58);

  expect(await recordIn(busy.queueUrl)).toMatchObject(EXCEEDED);
  busy.go();
  expect((await called).answer).toBe("done");
});

test("waiting spends no attempt: an event that waited for its turn is run, as its first one", async () => {
  const busy = await makeBusy("patient");
  const attempts: number[] = [];
  const unsubscribe = endpoint.bus.on("invoked", ({ functionName, attempt }) => {
    if (functionName === "patient") attempts.push(attempt);
  });
  const called = functions.invoke("patient");
  await expect.poll(busy.begun, { timeout: 10_000 }).toBe(true);
  await addEvent(busy.arn, 1);
  await new Promise((resolve) => setTimeout(resolve, SECOND));

  busy.go();

  await called;
  await expect.poll(() => attempts, { timeout: 10_000 }).toEqual([1, 1]);
  unsubscribe();
});
