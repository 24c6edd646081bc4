import type { AlarmConfiguration, State } from "./alarm.ts";

/** One period of an alarm's metric. */
export interface Datapoint {
  /** Epoch milliseconds of its beginning. */
  readonly at: number;
  readonly sampleCount: number;
  /** Undefined where nothing was measured. */
  readonly value: number | undefined;
}

/** A period with a value. */
export type Measured = Datapoint & { readonly value: number };

/** What an alarm was found to be, and of what: `undefined` filler where missing periods did not count. */
export interface Evaluation {
  readonly state: State;
  /** The periods that were looked at and have a value, newest first. */
  readonly measured: readonly Measured[];
  /** How many of the evaluated periods were filled in, and as what. */
  readonly filled: number;
  readonly filler: "Breaching" | "NonBreaching" | undefined;
}

/** Periods that an alarm looks at beyond its evaluation periods; AWS's own examples have 5 for an alarm of 3. */
const FURTHER_PERIODS = 2;

/** How many periods an alarm needs, missing ones included. */
export function evaluationRange({ EvaluationPeriods = 1 }: AlarmConfiguration): number {
  return EvaluationPeriods + FURTHER_PERIODS;
}

/**
 * Finds the state of an alarm on its metric, by the rules of "Configuring how CloudWatch alarms treat missing data" in
 * the CloudWatch user guide; undefined: it keeps the state that it has.
 * @param range the newest periods, newest first, as many as `evaluationRange` says
 */
export function evaluate(alarm: AlarmConfiguration, range: readonly Datapoint[]): Evaluation | undefined {
  const periods = alarm.EvaluationPeriods ?? 1;
  const toAlarm = alarm.DatapointsToAlarm ?? periods;
  const measured = range.filter((point): point is Measured => point.value !== undefined).slice(0, periods);
  const breaching = measured.filter(({ value }) => isBreaching(alarm, value)).length;
  const filled = periods - measured.length;
  if (filled === 0 || breaching >= toAlarm) {
    return { state: breaching >= toAlarm ? "ALARM" : "OK", measured, filled: 0, filler: undefined };
  }
  switch (alarm.TreatMissingData ?? "missing") {
    case "breaching":
      return { state: breaching + filled >= toAlarm ? "ALARM" : "OK", measured, filled, filler: "Breaching" };
    case "notBreaching":
      return { state: "OK", measured, filled, filler: "NonBreaching" };
    case "ignore":
      return measured.length > breaching ? { state: "OK", measured, filled: 0, filler: undefined } : undefined;
    case "missing": {
      const state = measured.length > breaching ? "OK" : ofBreachingAlone(range, toAlarm);
      return { state, measured, filled: state === "INSUFFICIENT_DATA" ? filled : 0, filler: undefined };
    }
  }
}

/**
 * Where periods are missing and do not count, and all others are breaching: an alarm only once the oldest of them is as
 * old as the number of datapoints to alarm, until when the next one may be fine.
 */
function ofBreachingAlone(range: readonly Datapoint[], toAlarm: number): State {
  return range.findLastIndex(({ value }) => value !== undefined) + 1 >= toAlarm ? "ALARM" : "INSUFFICIENT_DATA";
}

/** Whether a value is on the wrong side of the alarm's threshold. */
export function isBreaching({ ComparisonOperator, Threshold = 0 }: AlarmConfiguration, value: number): boolean {
  switch (ComparisonOperator) {
    case "GreaterThanThreshold":
      return value > Threshold;
    case "LessThanThreshold":
      return value < Threshold;
    case "LessThanOrEqualToThreshold":
      return value <= Threshold;
    default:
      return value >= Threshold;
  }
}
