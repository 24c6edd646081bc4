import { ServiceError } from "../../errors.ts";
import { type Distribution, percentile } from "./distribution.ts";
import { unsupported } from "./errors.ts";

/** Names of the plain statistics, as the API spells them. */
export const STATISTICS = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] as const;

/** Computes a statistic; undefined where the distribution does not know it. */
export type Statistic = (distribution: Distribution) => number | undefined;

const PLAIN: Readonly<Record<(typeof STATISTICS)[number], (distribution: Distribution) => number>> = {
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Sum: ({ sum }) => sum,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
};

/** Statistics that AWS has beside percentiles: trimmed and winsorized means, counts, sums, ranks. */
const OTHER = /^(?:(?:tm|wm|tc|ts|pr|TM|WM|TC|TS|PR)(?:\d|\()|iqm$|IQM$)/;

/** The statistic of a name, a plain one or a percentile such as `p99.9`; undefined where it is not here. */
export function knownStatistic(name: string): Statistic | undefined {
  if (Object.hasOwn(PLAIN, name)) return PLAIN[name as keyof typeof PLAIN];
  const percent = Number(/^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(name)?.[1] ?? Number.NaN);
  return percent <= 100 ? (distribution) => percentile(distribution, percent) : undefined;
}

/**
 * The statistic of a name. Throws `UnsupportedOperation` for the other extended statistics of AWS,
 * `InvalidParameterValueException` for what is none.
 */
export function statisticOf(name: string, parameter: string): Statistic {
  const known = knownStatistic(name);
  if (known !== undefined) return known;
  if (OTHER.test(name)) throw unsupported(`the statistic ${name}`);
  throw new ServiceError(
    "InvalidParameterValueException",
    `The value ${name} for parameter ${parameter} is not supported.`,
  );
}
