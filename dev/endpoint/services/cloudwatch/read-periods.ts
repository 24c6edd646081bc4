import type { CloudWatchContext } from "./context.ts";
import { type Distribution, merge } from "./distribution.ts";
import type { Metric } from "./metric.ts";
import { KEPT_MS } from "./metric-recorder.ts";
import { MINUTE } from "./metric-store.ts";

/** What was measured in one period, in one unit. */
export interface Period {
  /** Epoch milliseconds of its beginning. */
  readonly at: number;
  readonly unit: string;
  readonly distribution: Distribution;
}

/** A period of time, epoch milliseconds; `until` is not part of it. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Minutes that are read in one turn. */
const SLICE = 1000;
/** How far ahead values can lie: two hours, and what clocks differ. */
const AHEAD_MS = 3 * 60 * MINUTE;

/**
 * Reads a metric in periods that begin at `span.from` (a whole minute), oldest first; periods without values are left
 * out. Without a unit each unit has periods of its own.
 * @param length of a period in milliseconds, whole minutes
 */
export async function readPeriods(
  { state, metrics }: Pick<CloudWatchContext, "state" | "metrics">,
  metric: Metric,
  unit: string | undefined,
  { from, until }: Span,
  length: number,
): Promise<Period[]> {
  const periods = new Map<string, Period>();
  // Whatever times are asked for, values are there of the last days alone.
  const now = Math.floor(Date.now() / MINUTE) * MINUTE;
  const last = Math.min(until, now + AHEAD_MS);
  for (let at = Math.max(from, now - KEPT_MS); at < last; at += SLICE * MINUTE) {
    const end = Math.min(last, at + SLICE * MINUTE);
    for (const row of await state.read(() => metrics.minutes(metric, unit, at, end))) {
      const begin = from + Math.floor((row.at - from) / length) * length;
      const key = `${begin} ${row.unit}`;
      const before = periods.get(key)?.distribution;
      const distribution = before === undefined ? row.distribution : merge(before, row.distribution);
      periods.set(key, { at: begin, unit: row.unit, distribution });
    }
  }
  return [...periods.values()];
}

/**
 * The whole minutes of a request, epoch seconds to milliseconds. What lies in the minute of the end has a timestamp before
 * it, and belongs to them.
 */
export function spanOf(start: number, end: number): Span {
  const from = Math.floor((start * 1000) / MINUTE) * MINUTE;
  return { from, until: Math.max(Math.ceil((end * 1000) / MINUTE) * MINUTE, from) };
}
