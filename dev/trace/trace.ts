import * as v from "valibot";

/** One bar of a waterfall. */
const Span = v.object({
  kind: v.picklist(["put", "notification", "wait", "init", "handler", "call", "model", "log", "destination"]),
  /** Levels below the trace. */
  depth: v.number(),
  name: v.string(),
  /** What it was about: a table, faces, a log line. */
  detail: v.optional(v.string()),
  /** Milliseconds since the trace began. */
  start: v.number(),
  /** Milliseconds; undefined while it is under way. */
  ms: v.optional(v.number()),
  /** Of the SDK for a call, of Lambda for a handler; from 1. */
  attempt: v.optional(v.number()),
  error: v.optional(v.string()),
  /** Id of the fault that was put in the way of a call. */
  fault: v.optional(v.string()),
});

/** What happened to one upload, or to one event that was sent: a waterfall, from the put to the last log line. */
export const Trace = v.object({
  id: v.string(),
  /** ISO 8601. */
  startedAt: v.string(),
  /** From the put to the last step. */
  ms: v.number(),
  status: v.picklist(["running", "finished", "retrying", "failed"]),
  /** `bucket/key` of the picture, or the function that was invoked. */
  subject: v.string(),
  spans: v.array(Span),
  /** Steps beyond the limit, which were not kept. */
  dropped: v.number(),
  /** Whether the event is kept, so that it can be sent again. */
  resendable: v.boolean(),
});

/** One bar of a waterfall. */
export type Span = v.InferOutput<typeof Span>;

/** What happened to one upload, or to one event that was sent. */
export type Trace = v.InferOutput<typeof Trace>;
