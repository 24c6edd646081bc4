import { signal } from "@preact/signals";
import { onMessage } from "../../live.ts";
import type { UploadSummary } from "../../../wire/wire.ts";
import { duration, several } from "../../format.ts";
import { outcomeOf } from "../../outcome.ts";

/** What a node did last. */
export interface Activity {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text: string;
}

/** The last event of each node, by its id. */
export const activity = signal<ReadonlyMap<string, Activity>>(new Map());

onMessage((message) => {
  if (message.type === "upload") noteUpload(message.upload, Date.now());
});

/** An upload has come to some nodes. */
export function noteUpload(upload: UploadSummary, now: number): void {
  const next = new Map(activity.value);
  for (const [id, text] of reached(upload)) {
    // What it has reached before is told once.
    if (next.get(id)?.text !== text) next.set(id, { at: now, text });
  }
  activity.value = next;
}

function reached(upload: UploadSummary): [string, string][] {
  const { object, functionName, collection, faces, rows, delivered, status, ms } = upload;
  const found: [string, string][] = [];
  if (object !== undefined) found.push([`bucket:${object.bucket}`, object.key]);
  if (functionName !== undefined) {
    const text = status === "finished" ? `${outcomeOf(upload).text}, ${duration(ms)}` : outcomeOf(upload).text;
    found.push([`function:${functionName}`, text]);
  }
  if (collection !== undefined) found.push([`collection:${collection}`, several(faces.length, "face")]);
  for (const { table, writes } of rows) found.push([`table:${table}`, several(writes, "write")]);
  if (delivered !== undefined) found.push([`queue:${delivered.split(":").at(-1) ?? ""}`, object?.key ?? "an event"]);
  return found;
}
