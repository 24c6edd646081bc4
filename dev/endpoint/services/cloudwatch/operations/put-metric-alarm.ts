import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { ServiceError } from "../../../errors.ts";
import { type Alarm, AlarmConfiguration, Tags, alarmArn } from "../alarm.ts";
import { unsupported } from "../errors.ts";
import { statisticOf } from "../statistic.ts";
import type { CloudWatchContext } from "../context.ts";
import { ownerOf } from "../metric.ts";

const parse = inputParser(
  v.object({
    ...AlarmConfiguration.entries,
    Tags: v.optional(Tags, []),
    Metrics: v.optional(v.unknown()),
    ThresholdMetricId: v.optional(v.unknown()),
    EvaluationCriteria: v.optional(v.unknown()),
  }),
  "ValidationException",
);

type Input = ReturnType<typeof parse>;

/** Makes an alarm on one metric, or replaces its configuration. Metric math is refused by name. */
export function putMetricAlarm({ alarms, history, watch }: CloudWatchContext): Operation<Input, undefined> {
  return {
    parse,
    permissions(input, { region, caller }) {
      const resource = alarmArn(region, caller.account, input.AlarmName);
      const put = { action: "cloudwatch:PutMetricAlarm", resource };
      return input.Tags.length === 0 ? [put] : [put, { action: "cloudwatch:TagResource", resource }];
    },
    async run({ Tags: tags, Metrics, ThresholdMetricId, EvaluationCriteria, ...configuration }, call) {
      if (Metrics !== undefined || ThresholdMetricId !== undefined || EvaluationCriteria !== undefined) {
        throw unsupported("PutMetricAlarm on anything but one metric");
      }
      check(configuration);
      const owner = ownerOf(call);
      await alarms.write(() => {
        const before = alarms.find(owner, configuration.AlarmName);
        const now = Date.now();
        const after: Alarm = {
          configuration,
          state: before?.state ?? "INSUFFICIENT_DATA",
          stateReason: before?.stateReason ?? "Unchecked: Initial alarm creation",
          ...(before?.stateReasonData === undefined ? {} : { stateReasonData: before.stateReasonData }),
          configuredAt: now,
          stateAt: before?.stateAt ?? now,
          transitionAt: before?.transitionAt ?? before?.stateAt ?? now,
          // Tags of an alarm that is there are changed by TagResource alone.
          tags: before?.tags ?? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
        };
        alarms.put(owner, after);
        history.configured(owner, before === undefined ? "created" : "updated", after, now);
      });
      watch.configured(owner, configuration.AlarmName);
      return undefined;
    },
  };
}

const REQUIRED = ["MetricName", "Namespace", "Period", "EvaluationPeriods", "ComparisonOperator", "Threshold"] as const;
const DAY_SECONDS = 86_400;

function check(alarm: AlarmConfiguration): void {
  for (const name of REQUIRED) {
    if (alarm[name] === undefined) {
      throw new ServiceError("MissingRequiredParameterException", `The parameter ${name} is required.`);
    }
  }
  if ((alarm.Statistic === undefined) === (alarm.ExtendedStatistic === undefined)) {
    throw new ServiceError(
      "InvalidParameterCombinationException",
      "One of the parameters Statistic and ExtendedStatistic is required, and not both.",
    );
  }
  statisticOf(alarm.Statistic ?? alarm.ExtendedStatistic ?? "", "ExtendedStatistic");
  const { Period = 0, EvaluationPeriods = 0, DatapointsToAlarm = 1, ComparisonOperator = "" } = alarm;
  if (!/^(?:Greater|Less)Than(?:OrEqualTo)?Threshold$/.test(ComparisonOperator)) {
    throw unsupported(`PutMetricAlarm with ${ComparisonOperator}, which needs an anomaly detector,`);
  }
  if (Period % 60 !== 0) throw unsupported(`PutMetricAlarm with a period of ${Period} seconds`);
  if (DatapointsToAlarm > EvaluationPeriods) {
    throw new ServiceError(
      "ValidationException",
      "Alarms cannot have more datapoints to alarm than evaluation periods: DatapointsToAlarm must be <= EvaluationPeriods.",
    );
  }
  if (EvaluationPeriods * Period > DAY_SECONDS && !(Period >= 3600 && EvaluationPeriods * Period <= 7 * DAY_SECONDS)) {
    throw new ServiceError(
      "ValidationException",
      "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).",
    );
  }
}
