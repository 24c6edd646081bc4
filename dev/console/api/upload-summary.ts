import { objectOf } from "../../trace/event-object.ts";
import type { SeenFace, SeenPicture } from "../../trace/events.ts";
import type { KeptEvent, TraceStep } from "../../trace/kept-event.ts";
import type { UploadSummary } from "../wire/wire.ts";

type Step<Type extends KeptEvent["type"]> = Extract<KeptEvent, { type: Type }>;

/** What a trace came to so far. */
export function summarise(id: string, steps: readonly TraceStep[], payload: string | undefined): UploadSummary {
  const events = steps.map(({ event }) => event);
  const at = Math.min(...steps.map((step) => step.at - (step.event.type === "uploaded" ? step.event.ms : 0)));
  const seen = seenSince(events);
  const invoked = last(events, "invoked");
  const failed = last(events, "failed");
  const recognised = last(events, "recognised");
  const status = statusOf(events);
  return {
    id,
    at,
    object: objectAbout(events, seen, payload),
    functionName: invoked?.functionName,
    status,
    ms: Math.max(...steps.map((step) => step.at)) - at,
    attempt: invoked?.attempt ?? 0,
    error:
      (status === "failed" || status === "retrying") && failed !== undefined
        ? { type: failed.errorType, message: failed.errorMessage }
        : undefined,
    refused: recognised?.error,
    faces: facesOf(seen),
    looked: seen.length > 0,
    collection: seen.findLast(({ collection }) => collection !== undefined)?.collection,
    rows: writesOf(events),
    delivered: last(events, "delivered")?.destination,
  };
}

/** What was seen since the last attempt began: one before it saw the same picture. */
function seenSince(events: readonly KeptEvent[]): SeenPicture[] {
  const from = events.findLastIndex(({ type }) => type === "invoked");
  return of(events.slice(Math.max(0, from)), "recognised").flatMap(({ seen }) => (seen === undefined ? [] : [seen]));
}

/** Those of the call that says most of them: what was indexed and left out, before what was found alone. */
function facesOf(seen: readonly SeenPicture[]): readonly SeenFace[] {
  const isSaying = ({ faceId, reasons }: SeenFace): boolean => faceId !== undefined || reasons !== undefined;
  const saying = seen.findLast(({ faces }) => faces.some(isSaying));
  return (saying ?? seen.at(-1))?.faces ?? [];
}

function objectAbout(
  events: readonly KeptEvent[],
  seen: readonly SeenPicture[],
  payload: string | undefined,
): UploadSummary["object"] {
  const uploaded = last(events, "uploaded");
  if (uploaded !== undefined) {
    const { bucket, key, version } = uploaded;
    return { bucket, key, ...(version === undefined ? {} : { version }) };
  }
  const notified = last(events, "notified");
  const about = notified ?? (payload === undefined ? undefined : objectOf(payload));
  const version = seen.find(({ picture }) => picture?.key === about?.key)?.picture?.version;
  if (about === undefined) return undefined;
  return { bucket: about.bucket, key: about.key, ...(version === undefined ? {} : { version }) };
}

function writesOf(events: readonly KeptEvent[]): UploadSummary["rows"] {
  const from = events.findLastIndex(({ type }) => type === "invoked");
  const writes = new Map<string, number>();
  for (const { table, error } of of(events.slice(Math.max(0, from)), "stored")) {
    if (error === undefined) writes.set(table, (writes.get(table) ?? 0) + 1);
  }
  return [...writes].map(([table, count]) => ({ table, writes: count }));
}

function statusOf(events: readonly KeptEvent[]): UploadSummary["status"] {
  const end = events.findLast(({ type }) => ["invoked", "finished", "failed"].includes(type));
  if (end?.type === "finished") return "finished";
  if (end?.type === "failed") return end.willRetry ? "retrying" : "failed";
  return end === undefined ? "waiting" : "running";
}

function of<Type extends KeptEvent["type"]>(events: readonly KeptEvent[], type: Type): Step<Type>[] {
  return events.filter((event): event is Step<Type> => event.type === type);
}

function last<Type extends KeptEvent["type"]>(events: readonly KeptEvent[], type: Type): Step<Type> | undefined {
  return of(events, type).at(-1);
}
