import type { Bus } from "./bus.ts";
import type { DevEvent, EventOf } from "./events.ts";

/** What one upload took, step by step; milliseconds. Steps that did not happen are undefined. */
export interface UploadSteps {
  readonly traceId: string;
  readonly bucket: string;
  readonly key: string;
  readonly version: string | undefined;
  /** From the first byte to the commit. */
  readonly put: number;
  /** From the event to the start of the handler. */
  readonly wait: number | undefined;
  readonly cold: boolean;
  /** Rekognition's calls together. */
  readonly recognise: number | undefined;
  /** The part of `recognise` that the model took. */
  readonly model: number | undefined;
  /** DynamoDB's writes together. */
  readonly store: number | undefined;
  /** The handler's whole time. */
  readonly handler: number;
  readonly attempt: number;
  /** The error that ended the invocation. */
  readonly error: { readonly type: string; readonly message: string; readonly willRetry: boolean } | undefined;
}

interface Open {
  readonly uploaded: EventOf<"uploaded">;
  invoked: EventOf<"invoked"> | undefined;
  recognise: number | undefined;
  model: number | undefined;
  store: number | undefined;
}

/** Uploads whose invocation never ends are forgotten beyond this number. */
const MOST_OPEN = 1000;

/** Calls `listener` with the steps of each upload when an invocation for it has ended. Returns how to stop. */
export function watchUploads(bus: Bus, listener: (steps: UploadSteps) => void): () => void {
  const open = new Map<string, Open>();
  return bus.onEvery((event) => {
    if (event.type === "uploaded") {
      open.set(event.traceId, fresh(event));
      if (open.size > MOST_OPEN) open.delete(open.keys().next().value ?? "");
      return;
    }
    if (!("traceId" in event) || event.traceId === undefined) return;
    const upload = open.get(event.traceId);
    if (upload === undefined) return;
    add(upload, event);
    if (event.type !== "finished" && event.type !== "failed") return;
    const retried = event.type === "failed" && event.willRetry;
    if (retried) open.set(event.traceId, fresh(upload.uploaded));
    else open.delete(event.traceId);
    listener(stepsOf(upload, event));
  });
}

function fresh(uploaded: EventOf<"uploaded">): Open {
  return { uploaded, invoked: undefined, recognise: undefined, model: undefined, store: undefined };
}

function add(upload: Open, event: DevEvent): void {
  if (event.type === "invoked") upload.invoked = event;
  if (event.type === "recognised") {
    upload.recognise = (upload.recognise ?? 0) + event.ms;
    upload.model = (upload.model ?? 0) + event.modelMs;
  }
  if (event.type === "stored") upload.store = (upload.store ?? 0) + event.ms;
}

function stepsOf(upload: Open, end: EventOf<"finished"> | EventOf<"failed">): UploadSteps {
  const { uploaded, invoked } = upload;
  return {
    traceId: uploaded.traceId,
    bucket: uploaded.bucket,
    key: uploaded.key,
    version: uploaded.version,
    put: uploaded.ms,
    wait: invoked?.waitMs,
    cold: invoked?.cold ?? false,
    recognise: upload.recognise,
    model: upload.model,
    store: upload.store,
    handler: end.ms,
    attempt: invoked?.attempt ?? 1,
    error:
      end.type === "failed" ? { type: end.errorType, message: end.errorMessage, willRetry: end.willRetry } : undefined,
  };
}
