import { expect, test } from "vitest";
import type { KeptEvent, TraceStep } from "../../dev/trace/kept-event.ts";
import { buildOutcome } from "../../dev/trace/outcome.ts";

const traceId = "1-00000000-000000000000000000000000";
const target = "arn:aws:lambda:us-east-1:000000000000:function:register";
const notified: KeptEvent = { type: "notified", traceId, bucket: "b", key: "k", event: "ObjectCreated:Put", target };
const invoked = (requestId: string, attempt = 1): KeptEvent => ({
  type: "invoked",
  traceId,
  functionName: "register",
  requestId,
  cold: false,
  attempt,
  waitMs: 1,
  initMs: undefined,
});
const finished = (requestId: string): KeptEvent => ({
  type: "finished",
  traceId,
  functionName: "register",
  requestId,
  ms: 1,
});
const failed = (willRetry: boolean): KeptEvent => ({
  type: "failed",
  traceId,
  functionName: "register",
  requestId: "r",
  ms: 1,
  errorType: "KeyError",
  errorMessage: "'x'",
  stack: [],
  willRetry,
});

function outcomeOf(...events: KeptEvent[]) {
  return buildOutcome(
    traceId,
    events.map((event, at): TraceStep => ({ at, event })),
  );
}

test("an upload has ended once each event that it caused has", () => {
  expect(outcomeOf(notified).status).toBe("running");
  expect(outcomeOf(notified, notified, invoked("r"), finished("r")).status).toBe("running");
  expect(outcomeOf(notified, notified, invoked("r"), finished("r"), invoked("s"), finished("s")).status).toBe(
    "finished",
  );
});

test("an attempt that Lambda tries again is no end, and the last one counts", () => {
  const first = outcomeOf(notified, invoked("r"), failed(true));
  expect(first).toMatchObject({ status: "running", invocations: [{ status: "retrying" }] });
  const last = outcomeOf(notified, invoked("r"), failed(true), invoked("r", 2), failed(false));
  expect(last).toMatchObject({
    status: "failed",
    invocations: [{ attempt: 2, status: "failed", error: { type: "KeyError", message: "'x'" } }],
  });
});

test("rows are told once each, writes that failed are none, and faces by what was asked", () => {
  const stored: KeptEvent = {
    type: "stored",
    traceId,
    operation: "PutItem",
    table: "people",
    keys: [{ id: { S: "1" } }],
    ms: 1,
    error: undefined,
  };
  const recognised = (operation: string, faceIds: string[]): KeptEvent => ({
    type: "recognised",
    traceId,
    operation,
    faces: faceIds.length,
    faceIds,
    ms: 1,
    modelMs: 1,
    error: undefined,
  });
  const outcome = outcomeOf(
    notified,
    invoked("r"),
    recognised("IndexFaces", ["a"]),
    recognised("SearchFaces", ["b"]),
    stored,
    stored,
    { ...stored, keys: [{ id: { S: "2" } }], error: "ConditionalCheckFailedException" },
    finished("r"),
  );
  expect(outcome).toMatchObject({
    rows: [{ table: "people", key: { id: { S: "1" } } }],
    indexed: ["a"],
    matched: ["b"],
  });
});
