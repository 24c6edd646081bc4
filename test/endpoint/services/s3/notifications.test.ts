import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { EventQueue } from "../../../../dev/endpoint/exchange/event-queue.ts";
import type { DevEvent } from "../../../../dev/trace/events.ts";
import { createTestBucket, sendRaw, startS3 } from "../../../support/s3.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:listener";

let endpoint: Awaited<ReturnType<typeof startS3>>;
let s3: S3Client;
let Bucket: string;
let queue: EventQueue;
const told: DevEvent[] = [];

beforeAll(async () => {
  endpoint = await startS3();
  ({ s3 } = endpoint);
  queue = new EventQueue(endpoint.state);
  endpoint.bus.onEvery((event) => told.push(event));
});

beforeEach(async () => {
  Bucket = await createTestBucket(s3);
});

afterAll(() => endpoint.stop());

const listen = (Events: string[], rules: Record<string, string> = {}) =>
  s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      SkipDestinationValidation: true,
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [
          {
            Id: "listener",
            LambdaFunctionArn: ARN,
            Events: Events as "s3:ObjectCreated:*"[],
            Filter: {
              Key: { FilterRules: Object.entries(rules).map(([Name, Value]) => ({ Name: Name as "prefix", Value })) },
            },
          },
        ],
      },
    }),
  );
const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: "body" }));
const records = () =>
  queue
    .list(1000)
    .map((event) => ({ ...event, record: JSON.parse(event.body).Records[0] }))
    .filter(({ record }) => record.s3.bucket.name === Bucket);

test("a put queues one record, as S3 writes it", async () => {
  await listen(["s3:ObjectCreated:*"]);
  const before = Date.now();
  const written = await put("a b/ü+(1).jpg");

  const [event, ...more] = records();
  expect(more).toEqual([]);
  expect(event).toMatchObject({ target: ARN, tries: 0, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(event?.record).toEqual({
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: "us-east-1",
    eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    eventName: "ObjectCreated:Put",
    userIdentity: { principalId: "AWS:test" },
    requestParameters: { sourceIPAddress: "127.0.0.1" },
    responseElements: {
      "x-amz-request-id": written.$metadata.requestId,
      "x-amz-id-2": written.$metadata.extendedRequestId,
    },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId: "listener",
      bucket: {
        name: Bucket,
        ownerIdentity: { principalId: expect.stringMatching(/^A[0-9A-F]{13}$/) },
        arn: `arn:aws:s3:::${Bucket}`,
      },
      object: {
        key: "a+b/%C3%BC%2B%281%29.jpg",
        size: 4,
        eTag: written.ETag?.replaceAll('"', ""),
        sequencer: expect.stringMatching(/^[0-9A-F]{16}$/),
      },
    },
  });
  expect(Date.parse(event?.record.eventTime)).toBeGreaterThanOrEqual(before);
});

test("the bus hears of the upload and of each notification, in one trace", async () => {
  await listen(["s3:ObjectCreated:*"]);
  const traceId = "1-67891233-abcdef012345678912345678";
  await sendRaw(endpoint.url, "PUT", `/${Bucket}/traced`, {
    body: "body",
    headers: { "x-amzn-trace-id": `Root=${traceId};Parent=53995c3f42cd8ad8;Sampled=1` },
  });
  const ownSteps = told.filter((event) => event.type !== "called" && "traceId" in event && event.traceId === traceId);
  expect(ownSteps).toEqual([
    { type: "uploaded", traceId, bucket: Bucket, key: "traced", version: undefined, size: 4, ms: expect.any(Number) },
    { type: "notified", traceId, bucket: Bucket, key: "traced", event: "ObjectCreated:Put", target: ARN },
  ]);
  expect(records()[0]?.traceId).toBe(traceId);
  await put("new-trace");
  expect(records()[1]?.traceId).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
});

test.each([
  [["s3:ObjectCreated:*"], ["ObjectCreated:Put", "ObjectCreated:Copy"]],
  [["s3:ObjectCreated:Put"], ["ObjectCreated:Put"]],
  [["s3:ObjectCreated:Copy"], ["ObjectCreated:Copy"]],
  [["s3:ObjectRemoved:*"], ["ObjectRemoved:Delete"]],
  [
    ["s3:ObjectRemoved:Delete", "s3:ObjectCreated:Put"],
    ["ObjectCreated:Put", "ObjectRemoved:Delete"],
  ],
  [["s3:ObjectRemoved:DeleteMarkerCreated"], []],
])("%j hears of %j", async (configured, heard) => {
  await listen(configured);
  await put("a");
  await s3.send(new CopyObjectCommand({ Bucket, Key: "b", CopySource: `${Bucket}/a` }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  expect(records().map(({ record }) => record.eventName)).toEqual(heard);
});

test("prefix and suffix", async () => {
  await listen(["s3:ObjectCreated:*"], { prefix: "in/", suffix: ".jpg" });
  for (const key of ["in/a.jpg", "in/a.JPG", "out/a.jpg", "in/.jpg.png"]) await put(key);
  expect(records().map(({ record }) => record.s3.object.key)).toEqual(["in/a.jpg"]);
});

test("in a versioned bucket the version is named, also of what is removed", async () => {
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  await listen(["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]);
  const written = await put("a");
  const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "a", VersionId: written.VersionId }] } }),
  );
  expect(records().map(({ record }) => [record.eventName, record.s3.object.versionId])).toEqual([
    ["ObjectCreated:Put", written.VersionId],
    ["ObjectRemoved:DeleteMarkerCreated", marker.VersionId],
    ["ObjectRemoved:Delete", written.VersionId],
  ]);
  expect(Object.keys(records()[1]?.record.s3.object)).toEqual(["key", "versionId", "sequencer"]);
});

test("sequencers of a key rise", async () => {
  await listen(["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]);
  for (let at = 0; at < 5; at++) await put("a");
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  const sequencers: string[] = records().map(({ record }) => record.s3.object.sequencer);
  expect(sequencers).toHaveLength(6);
  expect(sequencers).toEqual(sequencers.toSorted((a, b) => (a < b ? -1 : 1)));
  expect(new Set(sequencers).size).toBe(6);
});

test("a put that fails tells nobody", async () => {
  await listen(["s3:ObjectCreated:*"]);
  await sendRaw(endpoint.url, "PUT", `/${Bucket}/bad`, {
    body: "x",
    headers: { "content-md5": "AAAAAAAAAAAAAAAAAAAAAA==" },
  });
  await put("once");
  await sendRaw(endpoint.url, "PUT", `/${Bucket}/once`, { body: "x", headers: { "if-none-match": "*" } });
  expect(records().map(({ record }) => record.s3.object.key)).toEqual(["once"]);
});
