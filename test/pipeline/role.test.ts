import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { GetQueueUrlCommand, PurgeQueueCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import * as v from "valibot";
import { picturePath, pictures } from "../../fixtures/pictures.ts";
import { type TestEnvironment, start } from "../../dev/testing/testing.ts";

/** What the function's policy has to hold: each action of the role, in a test of its own, is taken away in turn. */
const Policy = v.object({
  Version: v.string(),
  Statement: v.array(
    v.object({
      Sid: v.string(),
      Effect: v.string(),
      Action: v.pipe(
        v.union([v.string(), v.array(v.string())]),
        v.transform((actions) => [actions].flat()),
      ),
      Resource: v.string(),
    }),
  ),
});

let environment: TestEnvironment;
let iam: IAMClient;
let role: { RoleName: string; PolicyName: string };
let whole: v.InferOutput<typeof Policy>;
let keys = 0;

beforeAll(async () => {
  environment = await start();
  iam = new IAMClient(environment.connection);
  const { Role = "" } = await environment.clients.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: environment.resources.functionName }),
  );
  const RoleName = Role.slice(Role.lastIndexOf("/") + 1);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  expect(PolicyNames).toHaveLength(1);
  role = { RoleName, PolicyName: PolicyNames[0] ?? "" };
  const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand(role));
  whole = v.parse(Policy, JSON.parse(decodeURIComponent(PolicyDocument)));
});

afterAll(async () => {
  iam.destroy();
  await environment.stop();
});

afterEach(() => putPolicy(whole));

/** One row per statement and action, with what must be seen without it. */
const CASES: readonly (readonly [sid: string, action: string, sees: (action: string, sid: string) => Promise<void>])[] =
  [
    ["Faces", "rekognition:IndexFaces", uploadIsDenied],
    ["Faces", "rekognition:DeleteFaces", removalIsDenied],
    ["Pictures", "s3:GetObject", unversionedPictureIsInvalid],
    ["Pictures", "s3:GetObjectVersion", pictureIsInvalid],
    ["MissingPictures", "s3:ListBucket", missingPictureIsInvalid],
    ["FaceRows", "dynamodb:PutItem", uploadIsDenied],
    ["FaceRows", "dynamodb:DeleteItem", removalIsDenied],
    ["PictureItems", "dynamodb:GetItem", uploadIsDenied],
    ["PictureItems", "dynamodb:PutItem", uploadIsDenied],
    ["PictureItems", "dynamodb:UpdateItem", removalIsDenied],
    ["Logs", "logs:CreateLogStream", nothingIsLogged],
    ["Logs", "logs:PutLogEvents", nothingIsLogged],
    ["FailedEvents", "sqs:SendMessage", nothingIsQueued],
  ];

test("the table below holds every action of the role, and no other", () => {
  const actions = whole.Statement.flatMap(({ Sid, Action }) => Action.map((action) => `${Sid} ${action}`));
  expect(CASES.map(([sid, action]) => `${sid} ${action}`).toSorted()).toEqual(actions.toSorted());
});

describe("with the whole policy", () => {
  test("a picture is registered, a failing event reaches the queue, a missing picture is no failure", async () => {
    const ended = invocationEnd();
    const upload = await uploadPortrait();
    await ended;
    expect(await statusOf(upload.key)).toBe("REGISTERED");
    await failingEvent();
    expect(await queued()).toHaveLength(1);
    await invoke(recordOf("not-there.jpg", undefined));
    expect(await statusOf("not-there.jpg")).toBe("REMOVED");
  });
});

describe("without", () => {
  test.each(CASES)("%s %s", async (sid, action, sees) => {
    await putWithout(action, sid);
    await sees(action, sid);
  });
});

async function uploadIsDenied(action: string): Promise<void> {
  const ended = invocationEnd();
  const upload = await uploadPortrait();
  await ended;
  expect(await statusOf(upload.key)).toBeUndefined();
  await expectLogged(/AccessDeniedException/, action);
  expect(await queued()).toHaveLength(1);
}

async function removalIsDenied(action: string, sid: string): Promise<void> {
  await putPolicy(whole);
  const registered = invocationEnd();
  const upload = await uploadPortrait();
  await registered;
  await putWithout(action, sid);
  const ended = invocationEnd();
  await environment.clients.s3.send(new DeleteObjectCommand({ Bucket: upload.bucket, Key: upload.key }));
  await ended;
  await expectLogged(/AccessDeniedException/, action);
  expect(await queued()).toHaveLength(1);
}

async function pictureIsInvalid(action: string): Promise<void> {
  const ended = invocationEnd();
  const upload = await uploadPortrait();
  await ended;
  expect(await statusOf(upload.key)).toBeUndefined();
  await expectLogged(/InvalidS3ObjectException/, action);
  expect(await queued()).toHaveLength(1);
}

/** A versioned picture is read with s3:GetObjectVersion alone; the other action is for buckets without versions. */
async function unversionedPictureIsInvalid(action: string): Promise<void> {
  const ended = invocationEnd();
  const upload = await uploadPortrait();
  await ended;
  expect(await statusOf(upload.key)).toBe("REGISTERED");
  expect(await invoke(recordOf(upload.key, undefined))).toBe("RecordsFailedError");
  await expectLogged(/InvalidS3ObjectException/, action);
}

/** Without s3:ListBucket S3 answers 403 for a picture that is gone, so that it looks like a missing permission. */
async function missingPictureIsInvalid(action: string): Promise<void> {
  const key = `gone-${++keys}.jpg`;
  expect(await invoke(recordOf(key, undefined))).toBe("RecordsFailedError");
  expect(await statusOf(key)).toBeUndefined();
  await expectLogged(/InvalidS3ObjectException/, action);
}

async function nothingIsLogged(action: string): Promise<void> {
  // A stream that an environment has already made stays good for it; only new environments make one.
  await environment.clients.lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: environment.resources.functionName,
      Description: `Without ${action}`,
    }),
  );
  const ended = invocationEnd();
  const upload = await uploadPortrait();
  await ended;
  expect(await statusOf(upload.key)).toBe("REGISTERED");
  expect((await environment.logLines()).filter(({ timestamp }) => timestamp >= changedAt)).toEqual([]);
}

async function nothingIsQueued(): Promise<void> {
  await failingEvent();
  expect(await queued()).toEqual([]);
}

/** An event that no retry helps: its record is not one that S3 sends. */
async function failingEvent(): Promise<void> {
  const ended = invocationEnd();
  await environment.clients.lambda.send(
    new InvokeCommand({
      FunctionName: environment.resources.functionName,
      InvocationType: "Event",
      Payload: Buffer.from('{"Records":[{}]}'),
    }),
  );
  await ended;
}

/** Resolves when an invocation has ended for good. */
function invocationEnd(): Promise<void> {
  return new Promise((resolve) => {
    const stop = environment.bus.onEvery((event) => {
      if (event.type !== "finished" && !(event.type === "failed" && !event.willRetry)) return;
      stop();
      resolve();
    });
  });
}

async function uploadPortrait() {
  const [portrait] = pictures;
  if (portrait === undefined) throw new Error("no fixtures");
  return environment.upload(picturePath(portrait), `portrait-${++keys}.jpg`);
}

async function statusOf(key: string): Promise<string | undefined> {
  const { Item } = await environment.clients.dynamodb.send(
    new GetItemCommand({
      TableName: environment.resources.picturesTable,
      Key: { picture: { S: `${environment.resources.bucket}/${key}` } },
      ConsistentRead: true,
    }),
  );
  return Item?.["status"]?.S;
}

/** Invokes the function with one record and waits. Returns the error's type, if it failed. */
async function invoke(record: unknown): Promise<string | undefined> {
  const { FunctionError, Payload } = await environment.clients.lambda.send(
    new InvokeCommand({
      FunctionName: environment.resources.functionName,
      Payload: Buffer.from(JSON.stringify({ Records: [record] })),
    }),
  );
  if (FunctionError === undefined) return undefined;
  return v.parse(v.object({ errorType: v.string() }), JSON.parse(Buffer.from(Payload ?? []).toString())).errorType;
}

/** A record as S3 sends it, newer than everything before. */
function recordOf(key: string, versionId: string | undefined): unknown {
  const sequencer = `FF${Date.now().toString(16).toUpperCase().padStart(14, "0")}`;
  return {
    eventSource: "aws:s3",
    eventName: "ObjectCreated:Put",
    s3: { bucket: { name: environment.resources.bucket }, object: { key, versionId, eTag: "0", sequencer } },
  };
}

/** The invocation records in the on-failure queue; they are gone then. */
async function queued(): Promise<string[]> {
  const { sqs } = environment.clients;
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: environment.resources.queue }));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 }),
  );
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  return Messages.map(({ Body }) => Body ?? "");
}

/** A line of the handler's log says what failed; an access-denied text names the action. */
async function expectLogged(error: RegExp, action: string): Promise<void> {
  const lines = (await environment.logLines()).filter(({ timestamp }) => timestamp >= changedAt);
  const texts = lines.map(({ message }) => message).filter((message) => error.test(message));
  expect(texts.length).toBeGreaterThan(0);
  if (error.test("AccessDeniedException")) expect(texts.join("\n")).toContain(action);
}

let changedAt = 0;

async function putPolicy(policy: v.InferOutput<typeof Policy>): Promise<void> {
  changedAt = Date.now();
  await iam.send(new PutRolePolicyCommand({ ...role, PolicyDocument: JSON.stringify(policy) }));
}

async function putWithout(action: string, sid: string): Promise<void> {
  const statements = whole.Statement.map((statement) =>
    statement.Sid === sid
      ? { ...statement, Action: statement.Action.filter((candidate) => candidate !== action) }
      : statement,
  );
  await putPolicy({ ...whole, Statement: statements.filter(({ Action }) => Action.length > 0) });
}
