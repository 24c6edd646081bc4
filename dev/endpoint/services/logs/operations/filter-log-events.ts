import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { withinTime } from "../../patterns/within-time.ts";
import { invalidParameter } from "../errors.ts";
import { filterPattern } from "../filter-pattern.ts";
import { type LogsContext, existingGroup, logOperation } from "../log-operation.ts";
import { readPosition, toDigits } from "../position.ts";
import type { EventRow, Position } from "../store.ts";

const parse = inputOf("logs", "FilterLogEvents", {
  startTime: 0,
  endTime: Number.MAX_SAFE_INTEGER,
  filterPattern: "",
  limit: 10_000,
});

/** Rows that are looked at in one turn, and turns that one call takes; the answer's token continues after them. */
const SLICE = 500;
const SLICES = 200;
const PAGE_BYTES = 1 << 20;

/** Answers the events of a group that match, oldest first; a page ends at `limit` events or 1 MB. */
export function filterLogEvents({ state, store }: LogsContext): Operation {
  return logOperation("FilterLogEvents", parse, async (input, name, call) => {
    if (input.logStreamNames !== undefined && input.logStreamNamePrefix !== undefined) {
      throw invalidParameter("LogStreamNamePrefix and LogStreamNames are mutually exclusive parameters.");
    }
    const matches = filterPattern(input.filterPattern);
    const wanted = (event: EventRow): boolean =>
      (input.logStreamNames?.includes(event.stream) ?? true) &&
      event.stream.startsWith(input.logStreamNamePrefix ?? "") &&
      matches(event.message);
    let after: Position =
      input.nextToken === undefined
        ? { at: input.startTime - 1, id: Number.MAX_SAFE_INTEGER }
        : readPosition(input.nextToken);
    const found: EventRow[] = [];
    let bytes = 0;
    for (let slice = 0; slice < SLICES; slice++) {
      const from = after;
      const rows = await state.read(() =>
        store.groupEvents(existingGroup(store, call, name).id, from, input.endTime, SLICE),
      );
      const matching = matchingOf(rows, wanted, input.filterPattern);
      for (const row of rows) {
        if (matching.has(row)) {
          bytes += Buffer.byteLength(row.message);
          if (bytes > PAGE_BYTES && found.length > 0) return answer(found, after);
          found.push(row);
        }
        after = row;
        if (found.length === input.limit) return answer(found, after);
      }
      if (rows.length < SLICE) return answer(found, undefined);
    }
    return answer(found, after);
  });
}

function matchingOf(rows: EventRow[], wanted: (row: EventRow) => boolean, pattern: string): Set<EventRow> {
  // What can take for ever: an expression between percent signs, and fields of an event full of brackets never closed.
  const matching = /^\s*\[|%/.test(pattern) ? withinTime(() => rows.filter(wanted)) : rows.filter(wanted);
  if (matching === undefined) {
    throw invalidParameter(`Invalid filter pattern: ${pattern} takes too long on the events of this group.`);
  }
  return new Set(matching);
}

function answer(events: EventRow[], next: Position | undefined): Record<string, unknown> {
  return {
    events: events.map((event) => ({
      logStreamName: event.stream,
      timestamp: event.at,
      message: event.message,
      ingestionTime: event.ingested,
      eventId: toDigits(event),
    })),
    // Always empty since 2019.
    searchedLogStreams: [],
    ...(next === undefined ? {} : { nextToken: toDigits(next) }),
  };
}
