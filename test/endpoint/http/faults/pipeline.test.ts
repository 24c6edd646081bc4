import { GetQueueUrlCommand, PurgeQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readFile } from "node:fs/promises";
import { picturePath, pictures } from "../../../../fixtures/pictures.ts";
import { type RedrivenMessage, redriveQueue } from "../../../../dev/pipeline/redrive.ts";
import { type FaultRequest, type TestEnvironment, type Upload, start } from "../../../../dev/testing/testing.ts";
import type { DevEvent, EventOf } from "../../../../dev/trace/events.ts";

let env: TestEnvironment;
let portrait: Uint8Array;
const events: DevEvent[] = [];

beforeAll(async () => {
  env = await start();
  env.bus.onEvery((event) => events.push(event));
  const fixture = pictures.find(({ use }) => use === "register");
  if (fixture === undefined) throw new Error("no fixtures");
  portrait = await readFile(picturePath(fixture));
  // What loads once, the nets and the handler's bundle, is not part of what follows.
  await env.waitForPicture(await env.upload(portrait, "first-one.jpg"));
});

afterEach(() => env.faults.clear());
afterAll(() => env.stop());

let pictureCount = 0;

/** Uploads a portrait under a fault and waits until Lambda is done with it for good. */
async function uploadUnder(...faults: FaultRequest[]): Promise<{ upload: Upload; traceId: string }> {
  for (const fault of faults) await env.faults.add(fault);
  const upload = await env.upload(portrait, `fault-${++pictureCount}.jpg`);
  const traceId = one(events, "uploaded", (event) => event.key === upload.key).traceId;
  await endOf(traceId);
  return { upload, traceId };
}

/** Resolves when Lambda is done with an event: it went well, or it was given up and its record was sent. */
function endOf(traceId: string): Promise<void> {
  const isOver = (): boolean =>
    of("finished", traceId).length > 0 ||
    (of("failed", traceId).some(({ willRetry }) => !willRetry) && of("delivered", traceId).length > 0);
  return new Promise((resolve) => {
    const look = (): boolean => {
      if (isOver()) resolve();
      return isOver();
    };
    if (look()) return;
    const stop = env.bus.onEvery(() => {
      if (look()) stop();
    });
  });
}

function of<Type extends DevEvent["type"]>(type: Type, traceId: string): EventOf<Type>[] {
  return events.filter(
    (event): event is EventOf<Type> => event.type === type && "traceId" in event && event.traceId === traceId,
  );
}

function one<Type extends DevEvent["type"]>(from: DevEvent[], type: Type, is: (event: EventOf<Type>) => boolean) {
  const found = from.find((event): event is EventOf<Type> => event.type === type && is(event as EventOf<Type>));
  if (found === undefined) throw new Error(`no ${type}`);
  return found;
}

/** The calls of one operation: the SDK's attempt and whether each met a fault. */
function attempts(traceId: string, operation: string): string[] {
  return of("called", traceId)
    .filter((event) => event.operation === operation)
    .map(({ attempt, fault }) => `${attempt}${fault === undefined ? "" : " faulty"}`);
}

async function redrive(max = 100): Promise<RedrivenMessage[]> {
  const messages: RedrivenMessage[] = [];
  const { queue: queueName, functionName } = env.resources;
  const target = { queueName, functionName };
  await redriveQueue(env.clients, target, { max, onMessage: (message) => void messages.push(message) });
  return messages;
}

test.each<[FaultRequest, string]>([
  [{ service: "dynamodb", operation: "GetItem", kind: "server-error", count: 1 }, "GetItem"],
  [{ service: "dynamodb", operation: "GetItem", kind: "ProvisionedThroughputExceededException", count: 1 }, "GetItem"],
  [{ service: "rekognition", operation: "IndexFaces", kind: "server-error", count: 1 }, "IndexFaces"],
  [{ service: "rekognition", operation: "IndexFaces", kind: "throttling", count: 1 }, "IndexFaces"],
  [{ service: "dynamodb", operation: "TransactWriteItems", kind: "unavailable", count: 1 }, "TransactWriteItems"],
])("%o is retried by the SDK, and nobody notices", async (fault, operation) => {
  const { upload, traceId } = await uploadUnder(fault);
  expect(await env.waitForPicture(upload)).toMatchObject({ status: "REGISTERED" });
  expect(attempts(traceId, operation)).toEqual(["1 faulty", "2"]);
  expect(of("invoked", traceId)).toHaveLength(1);
});

test("a slow call is waited for", async () => {
  const { upload, traceId } = await uploadUnder({
    service: "rekognition",
    operation: "IndexFaces",
    kind: "slow",
    delayMs: 50,
    count: 1,
  });
  expect(await env.waitForPicture(upload)).toMatchObject({ status: "REGISTERED" });
  expect(attempts(traceId, "IndexFaces")).toEqual(["1 faulty"]);
});

test.each<[FaultRequest["kind"], string]>([
  ["InvalidImageFormatException", "UNSUPPORTED_FORMAT"],
  ["ImageTooLargeException", "TOO_LARGE"],
])("%s lies in the picture: nobody retries it, it becomes %s", async (kind, status) => {
  const { upload, traceId } = await uploadUnder({ service: "rekognition", operation: "IndexFaces", kind });
  expect(await env.waitForPicture(upload)).toMatchObject({ status });
  expect(attempts(traceId, "IndexFaces")).toEqual(["1 faulty"]);
  expect(of("failed", traceId)).toEqual([]);
});

test("access denied is retried by Lambda alone; one that passes ends well", async () => {
  const { upload, traceId } = await uploadUnder({
    service: "rekognition",
    operation: "IndexFaces",
    kind: "access-denied",
    count: 2,
  });
  expect(await env.waitForPicture(upload)).toMatchObject({ status: "REGISTERED" });
  expect(attempts(traceId, "IndexFaces")).toEqual(["1 faulty", "1 faulty", "1"]);
  expect(of("invoked", traceId).map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
});

test("a failure that lasts is retried by SDK and Lambda, reaches the queue, and a redrive ends well", async () => {
  const { upload, traceId } = await uploadUnder({
    service: "rekognition",
    operation: "IndexFaces",
    kind: "server-error",
  });
  expect(attempts(traceId, "IndexFaces")).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3].map((attempt) => `${attempt} faulty`));
  expect(of("failed", traceId).map(({ willRetry }) => willRetry)).toEqual([true, true, false]);
  expect(of("delivered", traceId)).toMatchObject([{ condition: "RetriesExhausted" }]);

  await env.faults.clear();
  const messages = await redrive();
  expect(messages).toMatchObject([{ outcome: "sent" }]);
  expect(await env.waitForPicture(upload)).toMatchObject({ status: "REGISTERED" });
  expect((await env.rows()).filter((row) => row.picture === `${upload.bucket}/${upload.key}`)).toHaveLength(1);
  expect(of("invoked", messages[0]?.traceId ?? "")).toHaveLength(1);
  expect(await redrive()).toEqual([]);
});

test("a failure after the faces were indexed leaves none of them behind", async () => {
  const { upload, traceId } = await uploadUnder({
    service: "dynamodb",
    operation: "TransactWriteItems",
    kind: "access-denied",
  });
  expect(of("delivered", traceId)).toHaveLength(1);
  expect((await env.rows()).filter((row) => row.picture === `${upload.bucket}/${upload.key}`)).toEqual([]);
  await env.faults.clear();
  expect(await redrive()).toMatchObject([{ outcome: "sent" }]);
  const picture = await env.waitForPicture(upload);
  expect(picture).toMatchObject({ status: "REGISTERED" });
  expect(picture.face_ids).toHaveLength(1);
});

test("a redrive that Lambda or SQS refuses loses nothing", async () => {
  const { upload } = await uploadUnder({ service: "rekognition", operation: "IndexFaces", kind: "access-denied" });
  await env.faults.clear();

  await env.faults.add({ service: "lambda", operation: "Invoke", kind: "access-denied", caller: "any", count: 1 });
  expect(await redrive()).toMatchObject([{ outcome: "refused", error: expect.stringContaining("AccessDenied") }]);

  await env.faults.add({ service: "sqs", operation: "DeleteMessage", kind: "access-denied", caller: "any", count: 1 });
  expect(await redrive()).toMatchObject([{ outcome: "sent, not deleted" }]);
  expect(await env.waitForPicture(upload)).toMatchObject({ status: "REGISTERED" });

  // It is still there, so it is sent once more, and changes nothing.
  expect(await redrive()).toMatchObject([{ outcome: "sent" }]);
  expect((await env.rows()).filter((row) => row.picture === `${upload.bucket}/${upload.key}`)).toHaveLength(1);
  expect(await redrive()).toEqual([]);
});

test("a redrive sends no more than it may, and what is no record or fails again stays in the queue", async () => {
  const denied: FaultRequest = { service: "rekognition", operation: "IndexFaces", kind: "access-denied" };
  await uploadUnder(denied);
  await uploadUnder(denied);
  expect(await redrive(1)).toMatchObject([{ outcome: "sent" }]);

  // One that fails again is taken once, not over and over.
  const outcomes = async (): Promise<string[]> => (await redrive()).map(({ outcome }) => outcome);
  await expect.poll(outcomes, { timeout: 25_000 }).toContain("failed again");
  await env.faults.clear();
  await expect.poll(outcomes, { timeout: 25_000 }).toEqual([]);

  const QueueUrl = (await env.clients.sqs.send(new GetQueueUrlCommand({ QueueName: env.resources.queue }))).QueueUrl;
  await env.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "hello" }));
  expect(await redrive()).toMatchObject([{ outcome: "no invocation record" }]);
  expect(await redrive()).toMatchObject([{ outcome: "no invocation record" }]);
  await env.clients.sqs.send(new PurgeQueueCommand({ QueueUrl }));
});
