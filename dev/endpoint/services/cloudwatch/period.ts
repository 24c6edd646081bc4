import * as v from "valibot";
import { ServiceError } from "../../errors.ts";

/** Seconds of a period: whole minutes; the shorter ones of AWS (1, 5, 10, 20 and 30) count as one minute. */
export const Period = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  // As long as CloudWatch keeps anything.
  v.maxValue(455 * 86_400),
  v.check(
    (seconds) => seconds % 60 === 0 || [1, 5, 10, 20, 30].includes(seconds),
    "Member must be 1, 5, 10, 20, 30 or a multiple of 60",
  ),
  v.transform((seconds) => Math.max(60, seconds)),
);

/** Throws where a request ends before it begins. */
export function checkTimes(start: number, end: number, code: string): void {
  if (start >= end) throw new ServiceError(code, "The parameter StartTime must be less than the parameter EndTime.");
}
