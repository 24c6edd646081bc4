import * as v from "valibot";
import { inputParser } from "../../constraints.ts";
import type { Operation } from "../../service.ts";
import { ServiceError } from "../../errors.ts";
import { AlarmConfiguration, Tags, alarmArn } from "../alarm.ts";
import { unsupported } from "../errors.ts";
import type { AlarmStore } from "../store.ts";

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
export function putMetricAlarm(store: AlarmStore): Operation<Input, undefined> {
  return {
    parse,
    permissions(input, { region, caller }) {
      const resource = alarmArn(region, caller.account, input.AlarmName);
      const put = { action: "cloudwatch:PutMetricAlarm", resource };
      return input.Tags.length === 0 ? [put] : [put, { action: "cloudwatch:TagResource", resource }];
    },
    run({ Tags: tags, Metrics, ThresholdMetricId, EvaluationCriteria, ...configuration }, call) {
      if (Metrics !== undefined || ThresholdMetricId !== undefined || EvaluationCriteria !== undefined) {
        throw unsupported("PutMetricAlarm on anything but one metric");
      }
      check(configuration);
      return store.write(() => {
        const before = store.find(call, configuration.AlarmName);
        const now = Date.now();
        store.put(call, {
          configuration,
          state: before?.state ?? "INSUFFICIENT_DATA",
          stateReason: before?.stateReason ?? "Unchecked: Initial alarm creation",
          ...(before?.stateReasonData === undefined ? {} : { stateReasonData: before.stateReasonData }),
          configuredAt: now,
          stateAt: before?.stateAt ?? now,
          // Tags of an alarm that is there are changed by TagResource alone.
          tags: before?.tags ?? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
        });
        return undefined;
      });
    },
  };
}

function check(alarm: v.InferOutput<typeof AlarmConfiguration>): void {
  for (const name of [
    "MetricName",
    "Namespace",
    "Period",
    "EvaluationPeriods",
    "ComparisonOperator",
    "Threshold",
  ] as const) {
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
}
