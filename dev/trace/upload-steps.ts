import type { Bus } from "./bus.ts";
import { objectOf } from "./event-object.ts";
import type { DevEvent, EventOf, ItemKey } from "./events.ts";
import { type LoggedError, loggedErrors } from "./logged-errors.ts";

/** What one upload took, step by step; milliseconds. Steps that did not happen are undefined. */
export interface UploadSteps {
  readonly traceId: string;
  readonly functionName: string;
  readonly bucket: string;
  readonly key: string;
  readonly version: string | undefined;
  /** From the first byte to the commit; undefined for an event that was sent to the function by hand. */
  readonly put: number | undefined;
  /** From the event to the start of the handler. */
  readonly wait: number | undefined;
  readonly cold: boolean;
  /** Rekognition's calls together. */
  readonly recognise: number | undefined;
  /** The part of `recognise` that the model took. */
  readonly model: number | undefined;
  /** DynamoDB's writes together. */
  readonly store: number | undefined;
  /** The handler's whole time, without the init phase of a cold start: that may lie long before the upload. */
  readonly handler: number;
  readonly attempt: number;
  /** The error that ended the invocation, and those that the handler logged before. */
  readonly error: StepsError | undefined;
  /** Items that it put or updated, each once. */
  readonly rows: readonly { readonly table: string; readonly key: ItemKey }[];
  /** Ids of the faces that it had stored in a collection. */
  readonly indexed: readonly string[];
  /** Ids of the faces that its searches found. */
  readonly matched: readonly string[];
}

/** Why an invocation failed. */
export interface StepsError {
  readonly type: string;
  readonly message: string;
  readonly stack: readonly string[];
  readonly logged: readonly LoggedError[];
  readonly willRetry: boolean;
}

/** A put, as far as its notifications are still under way. */
type Put = Pick<EventOf<"uploaded">, "bucket" | "key" | "version" | "ms">;

/** One attempt of an invocation. */
interface Open {
  readonly invoked: EventOf<"invoked"> | undefined;
  recognise: number | undefined;
  model: number | undefined;
  store: number | undefined;
  errors: LoggedError[];
  rows: Map<string, UploadSteps["rows"][number]>;
  indexed: string[];
  matched: string[];
}

interface OpenTrace {
  /** Newest last: a function may put an object that another one is told of. */
  readonly puts: Put[];
  /** By the function's name: of one trace it runs one attempt after the other. */
  readonly attempts: Map<string, Open>;
  /** Events that were queued and have not come to an end. */
  pending: number;
  /** Requests that Lambda tries again. */
  readonly retried: Set<string>;
}

/** Uploads whose invocation never ends are forgotten beyond this number. */
const MOST_OPEN = 1000;

/**
 * Calls `listener` with the steps of each upload when an invocation for it has ended, once for each function; also
 * where its event was sent again, or tells of a removal. Returns how to stop.
 */
export function watchUploads(bus: Bus, listener: (steps: UploadSteps) => void): () => void {
  const open = new Map<string, OpenTrace>();
  return bus.onEvery((event) => {
    if (!("traceId" in event) || event.traceId === undefined) return;
    const { traceId } = event;
    if (!open.has(traceId) && (event.type === "uploaded" || event.type === "invoked")) {
      open.set(traceId, { puts: [], attempts: new Map(), pending: 0, retried: new Set() });
      if (open.size > MOST_OPEN) open.delete(open.keys().next().value ?? "");
    }
    const trace = open.get(traceId);
    if (trace === undefined) return;
    add(trace, event);
    if (event.type !== "finished" && event.type !== "failed") return;
    const attempt = trace.attempts.get(event.functionName) ?? fresh(undefined);
    trace.attempts.delete(event.functionName);
    if (event.type === "failed" && event.willRetry) trace.retried.add(event.requestId);
    else trace.pending--;
    if (trace.pending <= 0 && trace.attempts.size + trace.retried.size === 0) open.delete(traceId);
    const steps = stepsOf(trace, attempt, event);
    if (steps !== undefined) listener(steps);
  });
}

function fresh(invoked: EventOf<"invoked"> | undefined): Open {
  const nothing = { recognise: undefined, model: undefined, store: undefined };
  return { invoked, ...nothing, errors: [], rows: new Map(), indexed: [], matched: [] };
}

function add(trace: OpenTrace, event: DevEvent): void {
  if (event.type === "uploaded") trace.puts.push(event);
  if (event.type === "notified" && event.target.includes(":lambda:")) trace.pending++;
  if (event.type === "invoked") {
    trace.retried.delete(event.requestId);
    trace.attempts.set(event.functionName, fresh(event));
  }
  if (event.type !== "recognised" && event.type !== "stored" && event.type !== "logged") return;
  const [only] = trace.attempts.size === 1 ? trace.attempts.values() : [];
  const attempt = event.functionName === undefined ? only : trace.attempts.get(event.functionName);
  if (attempt !== undefined) addCall(attempt, event);
}

function addCall(attempt: Open, event: EventOf<"recognised" | "stored" | "logged">): void {
  if (event.type === "logged") attempt.errors.push(...loggedErrors(event.lines));
  if (event.type === "recognised") {
    attempt.recognise = (attempt.recognise ?? 0) + event.ms;
    attempt.model = (attempt.model ?? 0) + event.modelMs;
    const { faceIds = [], operation } = event;
    if (operation === "IndexFaces") attempt.indexed.push(...faceIds);
    if (operation.startsWith("SearchFaces")) attempt.matched.push(...faceIds);
  }
  if (event.type !== "stored") return;
  attempt.store = (attempt.store ?? 0) + event.ms;
  const { table, keys = [], error } = event;
  for (const key of error === undefined ? keys : []) attempt.rows.set(JSON.stringify([table, key]), { table, key });
}

/** Undefined for an invocation that has nothing to do with an object. */
function stepsOf(
  trace: OpenTrace,
  attempt: Open,
  end: EventOf<"finished"> | EventOf<"failed">,
): UploadSteps | undefined {
  const { invoked } = attempt;
  const sent = invoked === undefined ? undefined : objectOf(invoked.payload);
  const put = trace.puts.findLast(
    ({ key, bucket }) => sent === undefined || (key === sent.key && bucket === sent.bucket),
  );
  const object = put ?? sent;
  if (object === undefined) return undefined;
  return {
    traceId: end.traceId,
    functionName: end.functionName,
    bucket: object.bucket,
    key: object.key,
    version: object.version,
    put: put?.ms,
    wait: invoked?.waitMs,
    cold: invoked?.cold ?? false,
    recognise: attempt.recognise,
    model: attempt.model,
    store: attempt.store,
    // Billed time holds the init phase.
    handler: Math.max(0, end.ms - (invoked?.initMs ?? 0)),
    attempt: invoked?.attempt ?? 1,
    error: end.type === "failed" ? errorOf(end, attempt.errors) : undefined,
    rows: [...attempt.rows.values()],
    indexed: attempt.indexed,
    matched: attempt.matched,
  };
}

function errorOf(end: EventOf<"failed">, logged: readonly LoggedError[]): StepsError {
  return { type: end.errorType, message: end.errorMessage, stack: end.stack, logged, willRetry: end.willRetry };
}
