import type { AlarmConfiguration } from "./alarm.ts";
import { type Evaluation, type Measured, isBreaching } from "./alarm-evaluation.ts";

const COMPARISONS: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: "greater than or equal to",
  GreaterThanThreshold: "greater than",
  LessThanThreshold: "less than",
  LessThanOrEqualToThreshold: "less than or equal to",
};

/**
 * Says why an alarm has its state, in the words of AWS (as mails and histories of 2017 to 2026 have them, public on
 * GitHub): alarms with `DatapointsToAlarm` are worded otherwise than those without.
 */
export function stateReason(alarm: AlarmConfiguration, evaluation: Evaluation): string {
  const { state, measured, filled, filler } = evaluation;
  const periods = alarm.EvaluationPeriods ?? 1;
  if (state === "INSUFFICIENT_DATA") return `Insufficient Data: ${unknown(filled)}.`;
  const treated = filler === undefined ? "" : ` and ${missing(filled)} treated as [${filler}]`;
  if (measured.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${plural(periods, "period")}${treated}.`;
  }
  const shown = measured.filter(({ value }) => isBreaching(alarm, value) === (state === "ALARM"));
  const crossed = `${counted(alarm, shown.length)} ${list(shown)} ${comparison(alarm, evaluation, shown.length)}`;
  return `Threshold Crossed: ${crossed} the threshold (${double(alarm.Threshold ?? 0)})${treated}${minimum(alarm, state)}.`;
}

/** The JSON text beside the reason: what was asked, and what was found. */
export function stateReasonData(alarm: AlarmConfiguration, { measured }: Evaluation, now: number): string {
  const oldest = measured.at(-1);
  const members = [
    `"version":"1.0"`,
    `"queryDate":"${date(now)}"`,
    ...(oldest === undefined ? [] : [`"startDate":"${date(oldest.at)}"`]),
    ...(alarm.Unit === undefined ? [] : [`"unit":${JSON.stringify(alarm.Unit)}`]),
    `"statistic":${JSON.stringify(alarm.Statistic ?? alarm.ExtendedStatistic)}`,
    `"period":${alarm.Period}`,
    `"recentDatapoints":[${measured
      .map(({ value }) => double(value))
      .toReversed()
      .join(",")}]`,
    `"threshold":${double(alarm.Threshold ?? 0)}`,
    `"evaluatedDatapoints":[${measured.map(evaluated).join(",")}]`,
  ];
  return `{${members.join(",")}}`;
}

function counted(alarm: AlarmConfiguration, count: number): string {
  if (alarm.DatapointsToAlarm === undefined) return plural(count, "datapoint");
  return `${count} out of the last ${alarm.EvaluationPeriods ?? 1} datapoints`;
}

function comparison(alarm: AlarmConfiguration, { state }: Evaluation, count: number): string {
  const operator = COMPARISONS[alarm.ComparisonOperator ?? ""] ?? "";
  return `${count === 1 ? "was" : "were"} ${state === "OK" ? "not " : ""}${operator}`;
}

function minimum({ DatapointsToAlarm, EvaluationPeriods = 1 }: AlarmConfiguration, state: string): string {
  if (DatapointsToAlarm === undefined) return "";
  const needed = state === "ALARM" ? DatapointsToAlarm : EvaluationPeriods - DatapointsToAlarm + 1;
  const transition = state === "ALARM" ? "OK -> ALARM" : "ALARM -> OK";
  return ` (minimum ${plural(needed, "datapoint")} for ${transition} transition)`;
}

function list(points: readonly Measured[]): string {
  return `[${points.map(({ at, value }) => `${double(value)} (${shortDate(at)})`).join(", ")}]`;
}

function evaluated({ at, sampleCount, value }: Measured): string {
  return `{"timestamp":"${date(at)}","sampleCount":${double(sampleCount)},"value":${double(value)}}`;
}

function unknown(count: number): string {
  return `${plural(count, "datapoint")} ${count === 1 ? "was" : "were"} unknown`;
}

function missing(count: number): string {
  return `${plural(count, "missing datapoint")} ${count === 1 ? "was" : "were"}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** As Java writes a double of ordinary size. */
function double(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** `2025-05-15T15:31:44.984+0000` */
function date(at: number): string {
  return new Date(at).toISOString().replace("Z", "+0000");
}

/** `15/05/25 15:29:00` */
function shortDate(at: number): string {
  const [, year, month, day, time] = /^\d\d(\d\d)-(\d\d)-(\d\d)T([\d:]{8})/.exec(new Date(at).toISOString()) ?? [];
  return `${day}/${month}/${year} ${time}`;
}
