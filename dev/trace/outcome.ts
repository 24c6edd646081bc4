import * as v from "valibot";
import type { KeptEvent, TraceStep } from "./kept-event.ts";

const Key = v.record(
  v.string(),
  v.union([v.object({ S: v.string() }), v.object({ N: v.string() }), v.object({ B: v.string() })]),
);

/** What one upload came to, by its trace: the invocations that it caused, their end, and what they have written. */
export const Outcome = v.object({
  traceId: v.string(),
  /** `running` until each event that the upload caused has come to its end. */
  status: v.picklist(["running", "finished", "failed"]),
  invocations: v.array(
    v.object({
      functionName: v.string(),
      requestId: v.string(),
      /** From 1. */
      attempt: v.number(),
      status: v.picklist(["running", "retrying", "finished", "failed"]),
      error: v.optional(v.object({ type: v.string(), message: v.string() })),
    }),
  ),
  /** Items that were put or updated, each once, by the key that they have in DynamoDB. */
  rows: v.array(v.object({ table: v.string(), key: Key })),
  /** Ids of the faces that IndexFaces has stored. */
  indexed: v.array(v.string()),
  /** Ids of the faces that a search has found. */
  matched: v.array(v.string()),
});

/** What one upload came to, by its trace. */
export type Outcome = v.InferOutput<typeof Outcome>;

/** Operations that store faces, and those that look for them. */
const INDEXING = "IndexFaces";
const SEARCHES: ReadonlySet<string> = new Set(["SearchFaces", "SearchFacesByImage"]);

/** Draws up what became of an upload from the steps of its trace, as they were told. */
export function buildOutcome(traceId: string, steps: readonly TraceStep[]): Outcome {
  const events = steps.map(({ event }) => event);
  const invocations = invocationsOf(events);
  const ended = invocations.filter(({ status }) => status === "finished" || status === "failed");
  const settled = ended.length > 0 && ended.length >= Math.max(invocations.length, expected(events));
  const failed = ended.some(({ status }) => status === "failed");
  return {
    traceId,
    status: !settled ? "running" : failed ? "failed" : "finished",
    invocations,
    rows: rowsOf(events),
    indexed: facesOf(events, (operation) => operation === INDEXING),
    matched: facesOf(events, (operation) => SEARCHES.has(operation)),
  };
}

/** Each invocation as its last attempt left it. */
function invocationsOf(events: readonly KeptEvent[]): Outcome["invocations"] {
  const invocations = new Map<string, Outcome["invocations"][number]>();
  for (const event of events) {
    if (event.type === "invoked") {
      const { functionName, requestId, attempt } = event;
      invocations.set(requestId, { functionName, requestId, attempt, status: "running" });
    }
    if (event.type !== "finished" && event.type !== "failed") continue;
    const { functionName, requestId } = event;
    const attempt = invocations.get(requestId)?.attempt ?? 1;
    const end =
      event.type === "finished"
        ? { status: "finished" as const }
        : {
            status: event.willRetry ? ("retrying" as const) : ("failed" as const),
            error: { type: event.errorType, message: event.errorMessage },
          };
    invocations.set(requestId, { functionName, requestId, attempt, ...end });
  }
  return [...invocations.values()];
}

/** Events for functions that have been queued: by notifications, and by functions that invoke others (202). */
function expected(events: readonly KeptEvent[]): number {
  return events.filter(
    (event) =>
      (event.type === "notified" && event.target.includes(":lambda:")) ||
      (event.type === "called" && event.service === "lambda" && event.operation === "Invoke" && event.status === 202),
  ).length;
}

function rowsOf(events: readonly KeptEvent[]): Outcome["rows"] {
  const rows = new Map<string, Outcome["rows"][number]>();
  for (const event of events) {
    if (event.type !== "stored" || event.error !== undefined) continue;
    const { table, keys = [] } = event;
    for (const key of keys) rows.set(JSON.stringify([table, key]), { table, key });
  }
  return [...rows.values()];
}

function facesOf(events: readonly KeptEvent[], isMeant: (operation: string) => boolean): string[] {
  const ids = events.flatMap((event) =>
    event.type === "recognised" && isMeant(event.operation) ? (event.faceIds ?? []) : [],
  );
  return [...new Set(ids)];
}
