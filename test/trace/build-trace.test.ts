import { expect, test } from "vitest";
import { buildTrace } from "../../dev/trace/build-trace.ts";
import type { KeptEvent, TraceStep } from "../../dev/trace/kept-event.ts";

const traceId = "1-00000000-000000000000000000000001";
const invocation = { traceId, functionName: "rekognition", requestId: "r" };
const T0 = 1_000_000;

function build(steps: readonly (readonly [at: number, event: KeptEvent])[], payload?: string) {
  const all = steps.map(([at, event]): TraceStep => ({ at: T0 + at, event }));
  return buildTrace({ id: traceId, steps: all, dropped: 0, payload });
}

function called(at: number, ms: number, service: string, operation: string, more: Partial<KeptEvent> = {}): KeptEvent {
  return {
    type: "called",
    traceId,
    service,
    operation,
    at: T0 + at,
    ms,
    attempt: 1,
    byFunction: true,
    status: 200,
    error: undefined,
    fault: undefined,
    ...more,
  } as KeptEvent;
}

const uploaded: KeptEvent = { type: "uploaded", traceId, bucket: "b", key: "k.jpg", version: "v", size: 9, ms: 4 };
const notified: KeptEvent = {
  type: "notified",
  traceId,
  bucket: "b",
  key: "k.jpg",
  event: "ObjectCreated:Put",
  target: "arn:aws:lambda:us-east-1:000000000000:function:rekognition",
};

test("an upload's bars stand in their order, each below what it is part of", () => {
  const trace = build([
    [4, uploaded],
    [4, notified],
    [110, { type: "invoked", ...invocation, cold: true, attempt: 1, waitMs: 106, initMs: 100 }],
    [118, { type: "modelLoaded", ms: 5 }],
    // Told after the call was timed, here on a busy machine.
    [152, { type: "recognised", traceId, operation: "IndexFaces", faces: 2, ms: 35, modelMs: 30, error: undefined }],
    [152, called(112, 38, "rekognition", "IndexFaces")],
    [155, { type: "stored", traceId, operation: "PutItem", table: "people", ms: 1, error: undefined }],
    [155, called(153, 2, "dynamodb", "PutItem")],
    [160, { type: "logged", traceId, logGroup: "g", logStream: "s", lines: ["a", "b"], times: [T0 + 111, T0 + 156] }],
    [160, { type: "finished", ...invocation, ms: 150 }],
  ]);
  expect(trace).toMatchObject({
    status: "finished",
    subject: "b/k.jpg",
    ms: 160,
    startedAt: new Date(T0).toISOString(),
  });
  expect(trace.spans.map(({ depth, name, start, ms, detail }) => [depth, name, start, ms, detail])).toEqual([
    [0, "S3 PutObject", 0, 4, "9 bytes"],
    [0, "ObjectCreated:Put", 4, 0, "to rekognition"],
    [0, "queue", 4, 6, undefined],
    [0, "cold start", 10, 100, undefined],
    [0, "rekognition", 110, 50, undefined],
    [1, "log", 111, 0, "a"],
    [1, "Rekognition IndexFaces", 112, 38, "2 faces"],
    [2, "load the face model", 113, 5, undefined],
    [2, "face model", 120, 30, undefined],
    [1, "DynamoDB PutItem", 153, 2, "people"],
    [1, "log", 156, 0, "b"],
  ]);
});

test("an environment that was started before it was needed shows no more than the wait", () => {
  const trace = build([
    [4, notified],
    [6, { type: "invoked", ...invocation, cold: true, attempt: 1, waitMs: 2, initMs: 100 }],
    [9, { type: "finished", ...invocation, ms: 3 }],
  ]);
  expect(trace.spans.find(({ kind }) => kind === "init")).toMatchObject({ ms: 2 });
});

test("each attempt has its calls, with the delay before it and the record of its end", () => {
  const failure = { errorType: "Error", errorMessage: "no", stack: [], ms: 5 };
  const trace = build([
    [0, notified],
    [1, { type: "invoked", ...invocation, cold: false, attempt: 1, waitMs: 1, initMs: undefined }],
    [3, called(2, 1, "s3", "HeadObject", { error: "SlowDown: Reduce", fault: "fault-1" })],
    [5, called(4, 1, "s3", "HeadObject", { attempt: 2 })],
    [6, { type: "failed", ...invocation, ...failure, willRetry: true }],
    [1006, { type: "invoked", ...invocation, cold: false, attempt: 2, waitMs: 0, initMs: undefined }],
    [1007, called(1006, 1, "s3", "HeadObject")],
    [1011, { type: "delivered", ...invocation, destination: "arn:aws:sqs:x:1:dead", condition: "RetriesExhausted" }],
    [1011, { type: "failed", ...invocation, ...failure, willRetry: false }],
  ]);
  expect(trace.status).toBe("failed");
  expect(trace.spans.map(({ name, attempt, error, fault }) => [name, attempt, error, fault])).toEqual([
    ["ObjectCreated:Put", undefined, undefined, undefined],
    ["queue", undefined, undefined, undefined],
    ["rekognition", 1, "Error: no", undefined],
    ["S3 HeadObject", 1, "SlowDown: Reduce", "fault-1"],
    ["S3 HeadObject", 2, undefined, undefined],
    ["retry delay", undefined, undefined, undefined],
    ["queue", undefined, undefined, undefined],
    ["rekognition", 2, "Error: no", undefined],
    ["S3 HeadObject", 1, undefined, undefined],
    ["RetriesExhausted record", undefined, undefined, undefined],
  ]);
  expect(trace.spans.find(({ name }) => name === "retry delay")).toMatchObject({ start: 6, ms: 1000 });
});

test("an invocation that runs has no end yet; one that was sent by hand names its picture", () => {
  const key = "a+b%C3%A9.jpg";
  const payload = JSON.stringify({ Records: [{ s3: { bucket: { name: "b" }, object: { key } } }] });
  const trace = build(
    [[0, { type: "invoked", ...invocation, cold: false, attempt: 1, waitMs: 0, initMs: undefined }]],
    payload,
  );
  expect(trace).toMatchObject({ status: "running", subject: "b/a bé.jpg", resendable: true });
  expect(trace.spans.at(-1)).not.toHaveProperty("ms");
});
