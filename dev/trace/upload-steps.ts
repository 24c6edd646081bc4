import type { Bus } from "./bus.ts";
import { objectOf } from "./event-object.ts";
import type { DevEvent, EventOf } from "./events.ts";
import { type LoggedError, loggedErrors } from "./logged-errors.ts";

/** What one upload took, step by step; milliseconds. Steps that did not happen are undefined. */
export interface UploadSteps {
  readonly traceId: string;
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
}

/** Why an invocation failed. */
export interface StepsError {
  readonly type: string;
  readonly message: string;
  readonly stack: readonly string[];
  readonly logged: readonly LoggedError[];
  readonly willRetry: boolean;
}

type Opening = Pick<EventOf<"uploaded">, "traceId" | "bucket" | "key" | "version"> & {
  readonly ms: number | undefined;
};

interface Open {
  readonly opening: Opening;
  invoked: EventOf<"invoked"> | undefined;
  recognise: number | undefined;
  model: number | undefined;
  store: number | undefined;
  errors: LoggedError[];
}

/** Uploads whose invocation never ends are forgotten beyond this number. */
const MOST_OPEN = 1000;

/**
 * Calls `listener` with the steps of each upload when an invocation for it has ended; also where its event was sent
 * again, or tells of a removal. Returns how to stop.
 */
export function watchUploads(bus: Bus, listener: (steps: UploadSteps) => void): () => void {
  const open = new Map<string, Open>();
  return bus.onEvery((event) => {
    if (!("traceId" in event) || event.traceId === undefined) return;
    const opening = open.has(event.traceId) ? undefined : openingOf(event);
    if (opening !== undefined) {
      open.set(event.traceId, fresh(opening));
      if (open.size > MOST_OPEN) open.delete(open.keys().next().value ?? "");
    }
    const upload = open.get(event.traceId);
    if (upload === undefined) return;
    add(upload, event);
    if (event.type !== "finished" && event.type !== "failed") return;
    const retried = event.type === "failed" && event.willRetry;
    if (retried) open.set(event.traceId, fresh(upload.opening));
    else open.delete(event.traceId);
    listener(stepsOf(upload, event));
  });
}

/** An upload, or an invocation with an event of S3 that came without one. */
function openingOf(event: DevEvent): Opening | undefined {
  if (event.type === "uploaded") return event;
  if (event.type !== "invoked") return undefined;
  const object = objectOf(event.payload);
  return object === undefined ? undefined : { traceId: event.traceId, version: undefined, ms: undefined, ...object };
}

function fresh(opening: Opening): Open {
  return { opening, invoked: undefined, recognise: undefined, model: undefined, store: undefined, errors: [] };
}

function add(upload: Open, event: DevEvent): void {
  if (event.type === "invoked") upload.invoked = event;
  if (event.type === "recognised") {
    upload.recognise = (upload.recognise ?? 0) + event.ms;
    upload.model = (upload.model ?? 0) + event.modelMs;
  }
  if (event.type === "logged") upload.errors.push(...loggedErrors(event.lines));
  if (event.type === "stored") upload.store = (upload.store ?? 0) + event.ms;
}

function stepsOf(upload: Open, end: EventOf<"finished"> | EventOf<"failed">): UploadSteps {
  const { opening, invoked } = upload;
  return {
    traceId: opening.traceId,
    bucket: opening.bucket,
    key: opening.key,
    version: opening.version,
    put: opening.ms,
    wait: invoked?.waitMs,
    cold: invoked?.cold ?? false,
    recognise: upload.recognise,
    model: upload.model,
    store: upload.store,
    // Billed time holds the init phase.
    handler: Math.max(0, end.ms - (invoked?.initMs ?? 0)),
    attempt: invoked?.attempt ?? 1,
    error: end.type === "failed" ? errorOf(end, upload.errors) : undefined,
  };
}

function errorOf(end: EventOf<"failed">, logged: readonly LoggedError[]): StepsError {
  return { type: end.errorType, message: end.errorMessage, stack: end.stack, logged, willRetry: end.willRetry };
}
