import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { SeenFace } from "../../../../trace/events.ts";
import type { Span } from "../../../../trace/trace.ts";
import type { UploadDetail } from "../../../wire/wire.ts";
import { type WrittenItem, writtenItems } from "./writes-of.ts";

/** The same thing in two runs; undefined in the one that has it not. */
export interface Both<Thing> {
  readonly before: Thing | undefined;
  readonly after: Thing | undefined;
}

/** An item of both runs, and its attributes whose values are others. */
export interface ItemDifference extends Both<WrittenItem> {
  readonly changed: readonly string[];
}

/** What differs between two runs of the same event: of each its last attempt. */
export interface RunDifference {
  /** Milliseconds of the handler alone; undefined while it runs. */
  readonly handlerMs: Both<number>;
  /** Undefined for a run that found its process there. */
  readonly coldStartMs: Both<number>;
  readonly faces: readonly Both<SeenFace>[];
  readonly items: readonly ItemDifference[];
  /** Whether what each run wrote is still kept. */
  readonly knowsItems: boolean;
  readonly calls: readonly Both<Span>[];
}

/** Boxes that overlap by as much of both are the same face. */
const SAME_FACE = 0.5;

/** Compares two runs. */
export function differenceOf(before: UploadDetail, after: UploadDetail): RunDifference {
  const [first, second] = [lastAttempt(before), lastAttempt(after)];
  return {
    handlerMs: { before: first.handler?.ms, after: second.handler?.ms },
    coldStartMs: { before: first.init?.ms, after: second.init?.ms },
    faces: paired(before.upload.faces, after.upload.faces, overlap, SAME_FACE),
    items: paired(first.items, second.items, likeness, 0).map((both) => ({ ...both, changed: changedOf(both) })),
    knowsItems: [first, second].every(({ items, writes }) => items.length > 0 || writes === 0),
    calls: paired(first.calls, second.calls, (a, b) => (sameCall(a, b) ? 1 : 0), 0.5),
  };
}

function lastAttempt({ trace, calls, upload }: UploadDetail) {
  const at = trace.spans.findLastIndex(({ kind }) => kind === "handler");
  const handler = trace.spans[at];
  const startedAt = Date.parse(trace.startedAt) + (handler?.start ?? 0);
  return {
    handler,
    init: trace.spans[at - 1]?.kind === "init" ? trace.spans[at - 1] : undefined,
    calls: trace.spans.slice(at + 1).filter(({ kind }) => kind === "call"),
    items: writtenItems(calls.filter((call) => call.at >= startedAt - 1)),
    writes: upload.rows.reduce((sum, row) => sum + row.writes, 0),
  };
}

/** Each of the first with the one of the second that is likest, more than `least`; then those that only one has. */
function paired<Thing>(
  before: readonly Thing[],
  after: readonly Thing[],
  alike: (a: Thing, b: Thing) => number,
  least: number,
): Both<Thing>[] {
  const left = new Set(after);
  const found = before.map((one): Both<Thing> => {
    let best: Thing | undefined;
    let most = least;
    for (const other of left) {
      const how = alike(one, other);
      if (how > most) [best, most] = [other, how];
    }
    if (best !== undefined) left.delete(best);
    return { before: one, after: best };
  });
  return [...found, ...[...left].map((other) => ({ before: undefined, after: other }))];
}

/** Intersection over union of two boxes. */
function overlap({ box: a }: SeenFace, { box: b }: SeenFace): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  const shared = Math.max(0, width) * Math.max(0, height);
  return shared / (a[2] * a[3] + b[2] * b[3] - shared);
}

/** The share of attributes that are the same; those of two tables are not alike at all. */
function likeness(a: WrittenItem, b: WrittenItem): number {
  if (a.table !== b.table || isRemoval(a) !== isRemoval(b)) return 0;
  const names = namesOf(a, b);
  // Above nothing, so that a single item whose every attribute is another one is still the same item.
  return 0.01 + names.filter((name) => isSame(a.item[name], b.item[name])).length / names.length;
}

function isRemoval({ operation }: WrittenItem): boolean {
  return operation.startsWith("Delete");
}

function changedOf({ before, after }: Both<WrittenItem>): string[] {
  if (before === undefined || after === undefined) return [];
  return namesOf(before, after).filter((name) => !isSame(before.item[name], after.item[name]));
}

function namesOf(a: WrittenItem, b: WrittenItem): string[] {
  return [...new Set([...Object.keys(a.item), ...Object.keys(b.item)])];
}

function isSame(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function sameCall(a: Span, b: Span): boolean {
  return a.name === b.name && a.detail === b.detail && (a.error === undefined) === (b.error === undefined);
}
