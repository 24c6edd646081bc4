import type { DevEvent, EventOf } from "./events.ts";

/** One event of a trace as it is kept: without the payload, which is kept once beside it. */
export type KeptEvent = EventOf<"modelLoaded"> | KeptTraceEvent;
type KeptTraceEvent = TraceEvent extends infer Event
  ? Event extends TraceEvent
    ? Omit<Event, "payload">
    : never
  : never;
/** An event that is a step of a trace. */
export type TraceEvent = EventOf<
  | "uploaded"
  | "notified"
  | "invoked"
  | "called"
  | "recognised"
  | "stored"
  | "logged"
  | "finished"
  | "failed"
  | "delivered"
>;

/** A step: an event, and when it was told in epoch milliseconds. */
export interface TraceStep {
  readonly at: number;
  readonly event: KeptEvent;
}

const KEPT: ReadonlySet<DevEvent["type"]> = new Set<TraceEvent["type"]>([
  "uploaded",
  "notified",
  "invoked",
  "called",
  "recognised",
  "stored",
  "logged",
  "finished",
  "failed",
  "delivered",
]);

const LINE_LIMIT = 8000;
const LINES_LIMIT = 100;

/** Whether an event is a step of a trace. */
export function isTraceEvent(event: DevEvent): event is TraceEvent {
  return KEPT.has(event.type);
}

/** The event without its payload, and with no more of log lines than a person reads. */
export function kept(event: TraceEvent | EventOf<"modelLoaded">): KeptEvent {
  if (event.type === "logged") {
    const lines = event.lines.slice(0, LINES_LIMIT).map((line) => line.slice(0, LINE_LIMIT));
    return { ...event, lines, times: event.times.slice(0, LINES_LIMIT) };
  }
  if (event.type !== "invoked") return event;
  const { payload: _payload, ...rest } = event;
  return rest;
}
