import { expect, test } from "vitest";
import { Bus } from "../../dev/trace/bus.ts";
import type { DevEvent } from "../../dev/trace/events.ts";
import { type UploadSteps, watchUploads } from "../../dev/trace/upload-steps.ts";

const traceId = "1-00000000-000000000000000000000000";
const invocation = { traceId, functionName: "rekognition", requestId: "r" };
const uploaded: DevEvent = { type: "uploaded", traceId, bucket: "b", key: "k.jpg", version: "v", size: 1, ms: 2 };

function collect(events: readonly DevEvent[]): UploadSteps[] {
  const bus = new Bus();
  const seen: UploadSteps[] = [];
  watchUploads(bus, (steps) => seen.push(steps));
  for (const event of events) bus.dispatch(event);
  return seen;
}

test("the steps of an upload are joined by its trace", () => {
  const [steps] = collect([
    uploaded,
    { type: "invoked", ...invocation, cold: true, attempt: 1, waitMs: 3, initMs: 400, payload: "{}" },
    {
      type: "recognised",
      traceId: "1-ffffffff-000000000000000000000000",
      operation: "IndexFaces",
      faces: 1,
      ms: 900,
      modelMs: 900,
      error: undefined,
    },
    { type: "recognised", traceId, operation: "IndexFaces", faces: 1, ms: 40, modelMs: 30, error: undefined },
    { type: "stored", traceId, operation: "PutItem", table: "rekognitionID", ms: 1, error: undefined },
    { type: "stored", traceId, operation: "PutItem", table: "pictures", ms: 1, error: undefined },
    { type: "finished", ...invocation, ms: 460 },
  ]);
  expect(steps).toMatchObject({
    key: "k.jpg",
    put: 2,
    wait: 3,
    cold: true,
    recognise: 40,
    model: 30,
    store: 2,
    handler: 60,
  });
  expect(steps?.error).toBeUndefined();
});

test("a failed attempt is told, and the retry counts from nothing", () => {
  const failure = { errorType: "TypeError", errorMessage: "x is undefined", stack: [], willRetry: true };
  const seen = collect([
    uploaded,
    { type: "invoked", ...invocation, cold: false, attempt: 1, waitMs: 1, initMs: undefined, payload: "{}" },
    { type: "stored", traceId, operation: "PutItem", table: "pictures", ms: 5, error: undefined },
    { type: "failed", ...invocation, ms: 9, ...failure },
    { type: "invoked", ...invocation, cold: false, attempt: 2, waitMs: 1, initMs: undefined, payload: "{}" },
    { type: "finished", ...invocation, ms: 4 },
  ]);
  expect(seen.map(({ attempt, store, error }) => [attempt, store, error?.type])).toEqual([
    [1, 5, "TypeError"],
    [2, undefined, undefined],
  ]);
});

test("errors that the handler logged are told with its failure, and forgotten with the retry", () => {
  const line = JSON.stringify({
    level: "ERROR",
    message: "no",
    error: { name: "E", message: "m", stack: "E: m\n  at f" },
  });
  const lines = ["START", '{"level":"INFO","message":"x"}', line, "{broken"];
  const failure = { errorType: "RecordsFailedError", errorMessage: "1", stack: ["s"], ms: 1, willRetry: true };
  const invoked: DevEvent = {
    type: "invoked",
    ...invocation,
    cold: false,
    attempt: 1,
    waitMs: 1,
    initMs: undefined,
    payload: "{}",
  };
  const seen = collect([
    uploaded,
    invoked,
    { type: "logged", traceId, logGroup: "g", logStream: "s", lines, times: lines.map(() => 1) },
    { type: "failed", ...invocation, ...failure },
    invoked,
    { type: "failed", ...invocation, ...failure },
  ]);
  expect(seen.map(({ error }) => error?.logged)).toEqual([
    [{ name: "E", message: "m", stack: ["E: m", "  at f"] }],
    [],
  ]);
  expect(seen[0]?.error).toMatchObject({ type: "RecordsFailedError", stack: ["s"] });
});

test("an event that was sent by hand, or tells of a removal, is told like an upload without a put", () => {
  const payload = JSON.stringify({ Records: [{ s3: { bucket: { name: "b" }, object: { key: "a+b.jpg" } } }] });
  const base = { ...invocation, cold: false, attempt: 1, waitMs: 1, initMs: undefined };
  const seen = collect([
    { type: "invoked", ...base, payload },
    { type: "finished", ...invocation, ms: 4 },
    { type: "invoked", ...base, payload: '{"not":"S3"}' },
    { type: "finished", ...invocation, ms: 4 },
  ]);
  expect(seen).toMatchObject([{ bucket: "b", key: "a b.jpg", put: undefined, handler: 4 }]);
});

test("each function that an upload causes has its own rows and faces, though both run at once", () => {
  const invoke = (functionName: string): DevEvent => ({
    type: "invoked",
    traceId,
    functionName,
    requestId: functionName,
    cold: false,
    attempt: 1,
    waitMs: 1,
    initMs: undefined,
    payload: "{}",
  });
  const stored = (functionName: string): DevEvent => ({
    type: "stored",
    traceId,
    functionName,
    operation: "PutItem",
    table: functionName,
    keys: [{ id: { S: "1" } }],
    ms: 1,
    error: undefined,
  });
  const notified = { type: "notified", traceId, bucket: "b", key: "k.jpg", event: "ObjectCreated:Put" } as const;
  const target = "arn:aws:lambda:us-east-1:000000000000:function:f";
  const seen = collect([
    uploaded,
    { ...notified, target },
    { ...notified, target },
    invoke("one"),
    invoke("two"),
    stored("two"),
    stored("one"),
    { type: "finished", traceId, functionName: "one", requestId: "one", ms: 4 },
    { type: "finished", traceId, functionName: "two", requestId: "two", ms: 4 },
  ]);
  expect(seen.map(({ functionName, key, rows }) => [functionName, key, rows.map(({ table }) => table)])).toEqual([
    ["one", "k.jpg", ["one"]],
    ["two", "k.jpg", ["two"]],
  ]);
});
