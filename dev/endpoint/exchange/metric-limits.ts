const TWO_WEEKS_MS = 14 * 24 * 60 * 60_000;
const TWO_HOURS_MS = 2 * 60 * 60_000;

/** CloudWatch takes values from -2^360 to 2^360 (API Reference, MetricDatum). */
export const LARGEST_VALUE = 2 ** 360;

/** How a time lies outside of those that CloudWatch takes values for; undefined where it does not. Epoch milliseconds. */
export function outOfTime(at: number, now: number): "past" | "future" | undefined {
  if (at < now - TWO_WEEKS_MS) return "past";
  return at > now + TWO_HOURS_MS ? "future" : undefined;
}
