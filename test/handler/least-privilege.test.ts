import { paginateListFaces } from "@aws-sdk/client-rekognition";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, UpdateFunctionConfigurationCommand, waitUntilFunctionUpdatedV2 } from "@aws-sdk/client-lambda";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { GetQueueUrlCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { start, type TestEnvironment, type Upload } from "../../dev/testing/testing.ts";
import type { DevEvent } from "../../dev/trace/events.ts";
import { externalImageId } from "../../handler/external-image-id.ts";
import { fixtureBytes } from "./fixture-bytes.ts";
import { type RolePolicy, rolePolicy } from "./role-policy.ts";

let env: TestEnvironment;
let policy: RolePolicy;
let nora: Uint8Array;
let greta: Uint8Array;
const events: DevEvent[] = [];

beforeAll(async () => {
  env = await start();
  env.bus.onEvery((event) => events.push(event));
  policy = await rolePolicy(env);
  [nora, greta] = await Promise.all([fixtureBytes("nora-lind.jpg"), fixtureBytes("greta-holm.jpg")]);
});

afterEach(() => policy.restore());
afterAll(() => env.stop());

/** What AWS shows when an action of the role is missing: tested below, one by one. */
const AT_AN_UPLOAD = [
  ["Faces rekognition:IndexFaces", "AccessDeniedException"],
  ["Pictures s3:GetObjectVersion", "InvalidS3ObjectException"],
  ["FaceRows dynamodb:PutItem", "AccessDeniedException"],
  ["PictureItems dynamodb:GetItem", "AccessDeniedException"],
  ["PictureItems dynamodb:PutItem", "AccessDeniedException"],
] as const;
const AT_A_REPLACEMENT = [
  "Faces rekognition:DeleteFaces",
  "FaceRows dynamodb:DeleteItem",
  "PictureItems dynamodb:UpdateItem",
] as const;
const LOGS = ["Logs logs:CreateLogStream", "Logs logs:PutLogEvents"] as const;

test("every action of the role is taken away in one of these tests", () => {
  expect(new Set(policy.allowed)).toEqual(
    new Set([
      ...AT_AN_UPLOAD.map(([action]) => action),
      ...AT_A_REPLACEMENT,
      ...LOGS,
      "Faces rekognition:ListFaces",
      "Pictures s3:GetObject",
      "MissingPictures s3:ListBucket",
      "FailedEvents sqs:SendMessage",
    ]),
  );
});

test.each(AT_AN_UPLOAD)("without %s an upload fails with %s and leaves nothing", async (action, error) => {
  await policy.deny(action);
  const upload = await env.upload(nora, `without ${action}.jpg`);
  expect(await endOf(upload)).toMatchObject({ type: "failed", errorType: "RecordsFailedError" });
  expect(await errorsOf(upload)).toContain(error);
  expect(await item(upload)).toBeUndefined();
  expect((await env.rows()).filter((row) => row.picture === `${upload.bucket}/${upload.key}`)).toEqual([]);
  expect(await faces(upload)).toEqual([]);
});

test.each(AT_A_REPLACEMENT)("without %s the new face is known and the old one stays to be deleted", async (action) => {
  const first = await env.upload(nora, `without ${action}.jpg`);
  const row = await env.waitForRow(first);
  await policy.deny(action);
  const second = await env.upload(greta, first.key);
  expect(await endOf(second)).toMatchObject({ type: "failed" });
  expect(await errorsOf(second)).toContain("AccessDeniedException");
  expect(await item(second)).toMatchObject({
    status: "REGISTERED",
    version: second.version,
    obsolete_face_ids: [row.rekognition_id],
  });
});

test("without s3:GetObject a picture cannot be read where the bucket keeps no versions", async () => {
  const upload = await env.upload(nora, "unversioned.jpg");
  await env.waitForRow(upload);
  await policy.deny("Pictures s3:GetObject");
  expect(await invoke({ ...upload, version: undefined }, "FF")).toContain("InvalidS3ObjectException");
});

test("without rekognition:ListFaces a version that is gone cannot be cleared away", async () => {
  const upload = await env.upload(nora, "gone for good.jpg");
  await env.waitForRow(upload);
  await env.clients.s3.send(
    new DeleteObjectCommand({ Bucket: upload.bucket, Key: upload.key, VersionId: upload.version }),
  );
  await policy.deny("Faces rekognition:ListFaces");
  expect(await invoke(upload, "FF")).toContain("AccessDeniedException");
  await policy.restore();
  expect(await invoke(upload, "FF")).toBe("null");
});

test("without s3:ListBucket a picture that is gone looks like one that may not be read", async () => {
  const upload = await env.upload(nora, "gone.jpg");
  await env.waitForRow(upload);
  await env.clients.s3.send(
    new DeleteObjectCommand({ Bucket: upload.bucket, Key: upload.key, VersionId: upload.version }),
  );
  await policy.deny("MissingPictures s3:ListBucket");
  expect(await invoke(upload, "FF")).toContain("InvalidS3ObjectException");
  await policy.restore();
  expect(await invoke(upload, "FF")).toBe("null");
});

test.each(LOGS)("without %s a picture is registered and no line is logged", async (action) => {
  await policy.deny(action);
  await renewEnvironment();
  const unlogged = await env.upload(nora, `without ${action}.jpg`);
  await env.waitForRow(unlogged);
  expect(await endOf(unlogged)).toMatchObject({ type: "finished" });
  await policy.restore();
  await renewEnvironment();
  const logged = await env.upload(nora, `with ${action}.jpg`);
  await vi.waitUntil(async () => (await linesOf(logged)).length > 0, { timeout: 10_000, interval: 50 });
  expect(await linesOf(unlogged)).toEqual([]);
});

test("without sqs:SendMessage an event that no retry could handle does not reach the queue", async () => {
  const url = await env.clients.sqs.send(new GetQueueUrlCommand({ QueueName: env.resources.queue }));
  const QueueUrl = url.QueueUrl ?? "";
  await policy.deny("FailedEvents sqs:SendMessage");
  const lost = await invokeLater("lost");
  await policy.restore();
  const kept = await invokeLater("kept");
  let bodies = "";
  await vi.waitUntil(
    async () => {
      const { Messages = [] } = await env.clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      bodies += Messages.map(({ Body }) => Body).join("\n");
      return bodies.includes(kept);
    },
    { timeout: 10_000, interval: 50 },
  );
  expect(bodies).not.toContain(lost);
});

/** The event of an upload's last attempt. */
async function endOf(upload: Upload): Promise<DevEvent> {
  return vi.waitUntil(
    () => {
      const traceId = traceOf(upload);
      return events.find(
        (event) =>
          (event.type === "finished" && event.traceId === traceId) ||
          (event.type === "failed" && event.traceId === traceId && !event.willRetry),
      );
    },
    { timeout: 20_000, interval: 20 },
  );
}

function traceOf({ key, version }: Upload): string {
  const uploaded = events.find((event) => event.type === "uploaded" && event.key === key && event.version === version);
  return uploaded?.type === "uploaded" ? uploaded.traceId : "not uploaded";
}

async function linesOf(upload: Upload): Promise<string[]> {
  const root = /Root=([^;]+)/.exec(traceOf(upload))?.[1] ?? traceOf(upload);
  return (await env.logLines()).map(({ message }) => message).filter((message) => message.includes(root));
}

/** The names of the errors that the handler has logged for an upload. */
async function errorsOf(upload: Upload): Promise<string[]> {
  const lines = await vi.waitUntil(
    async () => {
      const errors = (await linesOf(upload)).filter((line) => line.includes('"level":"ERROR"'));
      return errors.length === 3 ? errors : undefined;
    },
    { timeout: 10_000, interval: 50 },
  );
  return lines.map((line) => (JSON.parse(line) as { error: { name: string } }).error.name);
}

async function item({ bucket, key }: Upload): Promise<Record<string, unknown> | undefined> {
  const { Item } = await env.clients.dynamodb.send(
    new GetItemCommand({
      TableName: env.resources.picturesTable,
      Key: { picture: { S: `${bucket}/${key}` } },
      ConsistentRead: true,
    }),
  );
  return Item === undefined ? undefined : unmarshall(Item);
}

async function faces({ bucket, key, version }: Upload): Promise<unknown[]> {
  const found: unknown[] = [];
  const input = { CollectionId: env.resources.collection };
  for await (const page of paginateListFaces({ client: env.clients.rekognition }, input)) {
    found.push(...(page.Faces ?? []).filter((face) => face.ExternalImageId === externalImageId(bucket, key, version)));
  }
  return found;
}

/** Has the function's next event run in a new environment, which makes its own log stream. */
async function renewEnvironment(): Promise<void> {
  const { functionName: FunctionName } = env.resources;
  await env.clients.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description: "renewed" }));
  await waitUntilFunctionUpdatedV2({ client: env.clients.lambda, maxWaitTime: 20, minDelay: 1 }, { FunctionName });
}

/** Sends the event of an upload to the function again, and returns what it answers. */
async function invoke(
  { bucket, key, version }: Omit<Upload, "version"> & { version: string | undefined },
  sequencer: string,
): Promise<string> {
  const record = {
    eventSource: "aws:s3",
    eventName: "ObjectCreated:Put",
    s3: { bucket: { name: bucket }, object: { key, versionId: version, sequencer } },
  };
  const { Payload } = await env.clients.lambda.send(
    new InvokeCommand({ FunctionName: env.resources.functionName, Payload: JSON.stringify({ Records: [record] }) }),
  );
  return Payload?.transformToString() ?? "";
}

/** Has the function fail at an event for good. Returns a text that the event holds. */
async function invokeLater(text: string): Promise<string> {
  const before = events.length;
  await env.clients.lambda.send(
    new InvokeCommand({
      FunctionName: env.resources.functionName,
      InvocationType: "Event",
      Payload: JSON.stringify({ text }),
    }),
  );
  await vi.waitUntil(() => events.slice(before).some((event) => event.type === "failed" && !event.willRetry), {
    timeout: 20_000,
    interval: 20,
  });
  return `"${text}"`;
}
