import * as v from "valibot";
import { Dimensions, type Metric, MetricName, Namespace, type Owner, metricOf } from "./metric.ts";
import { STATISTICS } from "./statistic.ts";

const Text = (max: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(max));
const Count = v.pipe(v.number(), v.integer(), v.minValue(1));
const Actions = v.optional(v.pipe(v.array(Text(1024)), v.maxLength(5)), []);

/** 1–255 characters. */
export const AlarmName = Text(255);

/** OK, ALARM or INSUFFICIENT_DATA. */
export const StateValue = v.picklist(["OK", "ALARM", "INSUFFICIENT_DATA"]);

/** OK, ALARM or INSUFFICIENT_DATA. */
export type State = v.InferOutput<typeof StateValue>;

/** Tags as the API has them. */
export const Tags = v.pipe(
  v.array(v.object({ Key: Text(128), Value: v.pipe(v.string(), v.maxLength(256)) })),
  v.maxLength(50),
);

/** What `PutMetricAlarm` sets and `DescribeAlarms` answers. */
export const AlarmConfiguration = v.object({
  AlarmName,
  AlarmDescription: v.optional(v.pipe(v.string(), v.maxLength(1024))),
  ActionsEnabled: v.optional(v.boolean(), true),
  OKActions: Actions,
  AlarmActions: Actions,
  InsufficientDataActions: Actions,
  MetricName: v.optional(MetricName),
  Namespace: v.optional(Namespace),
  Statistic: v.optional(v.picklist(STATISTICS)),
  ExtendedStatistic: v.optional(v.string()),
  Dimensions: v.optional(Dimensions, []),
  Period: v.optional(Count),
  Unit: v.optional(v.string()),
  EvaluationPeriods: v.optional(Count),
  DatapointsToAlarm: v.optional(Count),
  Threshold: v.optional(v.number()),
  ComparisonOperator: v.optional(
    v.picklist([
      "GreaterThanOrEqualToThreshold",
      "GreaterThanThreshold",
      "LessThanThreshold",
      "LessThanOrEqualToThreshold",
      "LessThanLowerOrGreaterThanUpperThreshold",
      "LessThanLowerThreshold",
      "GreaterThanUpperThreshold",
    ]),
  ),
  TreatMissingData: v.optional(v.picklist(["breaching", "notBreaching", "ignore", "missing"])),
  EvaluateLowSampleCountPercentile: v.optional(v.picklist(["evaluate", "ignore"])),
});

/** What an alarm watches, and when it is in alarm. */
export type AlarmConfiguration = v.InferOutput<typeof AlarmConfiguration>;

const AlarmSchema = v.object({
  configuration: AlarmConfiguration,
  state: StateValue,
  stateReason: v.string(),
  stateReasonData: v.optional(v.string()),
  /** Epoch milliseconds. */
  configuredAt: v.number(),
  /** Epoch milliseconds at which the state or its reason was last set. */
  stateAt: v.number(),
  /** Epoch milliseconds at which it last became another state; absent in state folders of older versions. */
  transitionAt: v.optional(v.number()),
  tags: v.record(v.string(), v.string()),
});

/** An alarm as it is stored. */
export type Alarm = v.InferOutput<typeof AlarmSchema>;

/** Reads the JSON text of a stored alarm. */
export function parseAlarm(text: string): Alarm {
  return v.parse(AlarmSchema, JSON.parse(text));
}

/** `arn:aws:cloudwatch:<region>:<account>:alarm:<name>` */
export function alarmArn(region: string, account: string, name: string): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
}

/** Name of the alarm of an ARN; undefined where it is none of that account and region. */
export function nameOfArn({ region, account }: Owner, arn: string): string | undefined {
  const prefix = alarmArn(region, account, "");
  return arn.startsWith(prefix) ? arn.slice(prefix.length) : undefined;
}

/** The metric that an alarm watches. */
export function metricOfAlarm(
  owner: Owner,
  { Namespace: namespace = "", MetricName: name = "", Dimensions: dimensions }: AlarmConfiguration,
): Metric {
  return metricOf(owner, { Namespace: namespace, MetricName: name, Dimensions: dimensions });
}

/** An alarm as `DescribeAlarms` answers it; timestamps are epoch seconds. */
export function alarmShape(alarm: Alarm, arn: string): object {
  return {
    ...alarm.configuration,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: alarm.configuredAt / 1000,
    StateValue: alarm.state,
    StateReason: alarm.stateReason,
    StateReasonData: alarm.stateReasonData,
    StateUpdatedTimestamp: alarm.stateAt / 1000,
    StateTransitionedTimestamp: (alarm.transitionAt ?? alarm.stateAt) / 1000,
  };
}

/** Names of the members that are timestamps, or lists of them. */
export const TIMESTAMPS = new Set([
  "AlarmConfigurationUpdatedTimestamp",
  "StateUpdatedTimestamp",
  "StateTransitionedTimestamp",
  "Timestamp",
  "Timestamps",
]);
