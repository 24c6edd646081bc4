/*
 * CloudWatch's query protocol, which botocore spoke until 2025: all values are texts, times in the form of ISO 8601.
 */

const NUMBERS = new Set([
  "Counts",
  "DatapointsToAlarm",
  "EvaluationPeriods",
  "MaxDatapoints",
  "MaxRecords",
  "Maximum",
  "Minimum",
  "Period",
  "SampleCount",
  "StorageResolution",
  "Sum",
  "Threshold",
  "Values",
]);
const BOOLEANS = new Set(["ActionsEnabled", "ReturnData", "StrictEntityValidation"]);
const TIMES = new Set(["StartTime", "EndTime", "StartDate", "EndDate", "Timestamp"]);
/** Lists that a form can hold empty: as one empty text. */
const LISTS = new Set([
  "AlarmActions",
  "AlarmNames",
  "Dimensions",
  "InsufficientDataActions",
  "MetricData",
  "OKActions",
  "TagKeys",
  "Tags",
]);

/** The members of a form with their types. */
export function inputOfForm(form: unknown): unknown {
  if (Array.isArray(form)) return form.map(inputOfForm);
  if (typeof form !== "object" || form === null) return form;
  return Object.fromEntries(
    Object.entries(form).map(([name, value]: [string, unknown]) => [name, typed(name, value, form)]),
  );
}

function typed(name: string, value: unknown, among: object): unknown {
  if (NUMBERS.has(name)) return Array.isArray(value) ? value.map(Number) : Number(value);
  // Of a datum it is a number, of a dimension or a tag a text.
  if (name === "Value" && Object.hasOwn(among, "MetricName")) return Number(value);
  if (BOOLEANS.has(name)) return value === "true";
  if (TIMES.has(name)) return Date.parse(String(value)) / 1000;
  if (LISTS.has(name) && value === "") return [];
  return inputOfForm(value);
}

/** An output with its times as dates, and the one map that an answer has. */
export function answerOf(output: unknown, times: ReadonlySet<string>): unknown {
  if (Array.isArray(output)) return output.map((member) => answerOf(member, times));
  if (typeof output !== "object" || output === null) return output;
  return Object.fromEntries(
    Object.entries(output).map(([name, value]: [string, unknown]) => {
      if (times.has(name)) return [name, asDate(value)];
      if (name === "ExtendedStatistics") return [name, new Map(Object.entries(value as object))];
      return [name, answerOf(value, times)];
    }),
  );
}

function asDate(value: unknown): unknown {
  return Array.isArray(value) ? value.map(asDate) : new Date(Number(value) * 1000);
}
