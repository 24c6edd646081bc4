import { describe, expect, test } from "vitest";
import { AlarmConfiguration } from "../../../../dev/endpoint/services/cloudwatch/alarm.ts";
import {
  type Datapoint,
  evaluate,
  evaluationRange,
} from "../../../../dev/endpoint/services/cloudwatch/alarm-evaluation.ts";
import { stateReason, stateReasonData } from "../../../../dev/endpoint/services/cloudwatch/state-reason.ts";
import * as v from "valibot";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 2, 26, 9, 44, 30);

/** Five periods as the user guide writes them, oldest first: 0 is within the threshold, X beyond it, - missing. */
function points(text: string): Datapoint[] {
  const end = Math.floor(NOW / MINUTE) * MINUTE;
  return text
    .split(" ")
    .toReversed()
    .map((sign, index) => ({
      at: end - (index + 1) * MINUTE,
      sampleCount: sign === "-" ? 0 : 1,
      value: sign === "-" ? undefined : sign === "X" ? 2 : 0,
    }));
}

function alarm(change: object): AlarmConfiguration {
  return v.parse(AlarmConfiguration, {
    AlarmName: "a",
    Namespace: "N",
    MetricName: "M",
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: 1,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    ...change,
  });
}

const TREATMENTS = ["missing", "ignore", "breaching", "notBreaching"];

describe("the tables of the user guide", () => {
  test.each([
    ["0 - X - X", ["OK", "OK", "OK", "OK"]],
    ["0 - - - -", ["OK", "OK", "OK", "OK"]],
    ["- - - - 0", ["OK", "OK", "OK", "OK"]],
    ["- - - - -", ["INSUFFICIENT_DATA", undefined, "ALARM", "OK"]],
    ["0 X X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["- - - - X", ["INSUFFICIENT_DATA", undefined, "ALARM", "OK"]],
    ["- - X - -", ["ALARM", undefined, "ALARM", "OK"]],
    ["X - - - -", ["ALARM", undefined, "ALARM", "OK"]],
  ])("3 of 3: %s", (text, states) => {
    expect(evaluationRange(alarm({}))).toBe(5);
    const found = TREATMENTS.map((TreatMissingData) => evaluate(alarm({ TreatMissingData }), points(text))?.state);
    expect(found).toEqual(states);
  });

  test.each([
    ["0 - X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 0 X 0 X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 - X - -", ["OK", "OK", "ALARM", "OK"]],
    ["- - - - 0", ["OK", "OK", "ALARM", "OK"]],
    ["- - - X -", ["ALARM", undefined, "ALARM", "OK"]],
  ])("2 of 3: %s", (text, states) => {
    const found = TREATMENTS.map(
      (TreatMissingData) => evaluate(alarm({ TreatMissingData, DatapointsToAlarm: 2 }), points(text))?.state,
    );
    expect(found).toEqual(states);
  });
});

test.each([
  ["GreaterThanThreshold", 1, "OK"],
  ["GreaterThanThreshold", 1.1, "ALARM"],
  ["GreaterThanOrEqualToThreshold", 1, "ALARM"],
  ["LessThanThreshold", 1, "OK"],
  ["LessThanThreshold", 0.9, "ALARM"],
  ["LessThanOrEqualToThreshold", 1, "ALARM"],
])("%s of 1: %d is %s", (ComparisonOperator, value, state) => {
  const range = [{ at: 0, sampleCount: 1, value }];
  expect(evaluate(alarm({ ComparisonOperator, EvaluationPeriods: 1 }), range)?.state).toBe(state);
});

// Texts of real alarms, public on GitHub; the numbers are those of the points here.
test.each([
  [
    { EvaluationPeriods: 1 },
    "- - X",
    "Threshold Crossed: 1 datapoint [2.0 (26/03/26 09:43:00)] was greater than or equal to the threshold (1.0).",
  ],
  [
    { EvaluationPeriods: 1 },
    "- - 0",
    "Threshold Crossed: 1 datapoint [0.0 (26/03/26 09:43:00)] was not greater than or equal to the threshold (1.0).",
  ],
  [
    { EvaluationPeriods: 1, DatapointsToAlarm: 1 },
    "- - X",
    "Threshold Crossed: 1 out of the last 1 datapoints [2.0 (26/03/26 09:43:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).",
  ],
  [
    { DatapointsToAlarm: 3 },
    "- - X 0 0",
    "Threshold Crossed: 2 out of the last 3 datapoints [0.0 (26/03/26 09:43:00), 0.0 (26/03/26 09:42:00)] were not greater than or equal to the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition).",
  ],
  [
    { EvaluationPeriods: 1, TreatMissingData: "notBreaching" },
    "- - -",
    "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].",
  ],
  [
    { EvaluationPeriods: 2, TreatMissingData: "breaching" },
    "- - - -",
    "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].",
  ],
  [
    { TreatMissingData: "breaching" },
    "- - - - 0",
    "Threshold Crossed: 1 datapoint [0.0 (26/03/26 09:43:00)] was not greater than or equal to the threshold (1.0) and 2 missing datapoints were treated as [Breaching].",
  ],
  [{ EvaluationPeriods: 1 }, "- - -", "Insufficient Data: 1 datapoint was unknown."],
  [{}, "- - - - -", "Insufficient Data: 3 datapoints were unknown."],
])("an alarm with %j on %s says why", (change, text, reason) => {
  const configuration = alarm(change);
  const evaluation = evaluate(configuration, points(text));
  expect(evaluation === undefined ? undefined : stateReason(configuration, evaluation)).toBe(reason);
});

test("the data of the reason have the members of AWS, in its order", () => {
  const configuration = alarm({ EvaluationPeriods: 1 });
  const evaluation = evaluate(configuration, points("- - X"));
  expect(evaluation === undefined ? undefined : stateReasonData(configuration, evaluation, NOW)).toBe(
    '{"version":"1.0","queryDate":"2026-03-26T09:44:30.000+0000","startDate":"2026-03-26T09:43:00.000+0000",' +
      '"statistic":"Sum","period":60,"recentDatapoints":[2.0],"threshold":1.0,' +
      '"evaluatedDatapoints":[{"timestamp":"2026-03-26T09:43:00.000+0000","sampleCount":1.0,"value":2.0}]}',
  );
});
