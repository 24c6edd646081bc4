import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { alarmArn, alarmShape, metricOfAlarm } from "../alarm.ts";
import type { CloudWatchContext } from "../context.ts";
import { Dimensions, MetricName, Namespace, Unit, metricOf, ownerOf } from "../metric.ts";
import { STATISTICS } from "../statistic.ts";

const parse = inputParser(
  v.object({
    MetricName,
    Namespace,
    Statistic: v.optional(v.picklist(STATISTICS)),
    ExtendedStatistic: v.optional(v.string()),
    Dimensions: v.optional(Dimensions, []),
    Period: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    Unit: v.optional(Unit),
  }),
  "ValidationException",
);

type Input = ReturnType<typeof parse>;

const OPTIONS = ["Statistic", "ExtendedStatistic", "Period", "Unit"] as const;

/** Lists the alarms of one metric, with that statistic, period and unit where those are given. */
export function describeAlarmsForMetric({
  alarms,
  recorder,
  watch,
}: CloudWatchContext): Operation<Input, { readonly MetricAlarms: object[] }> {
  return {
    parse,
    permissions: () => [{ action: "cloudwatch:DescribeAlarmsForMetric", resource: "*" }],
    async run(input, call) {
      await watch.bringUpToDate(recorder);
      const owner = ownerOf(call);
      const metric = JSON.stringify(metricOf(owner, input));
      const found = await alarms.read(() => alarms.list(owner, "", ""));
      const asked = found.filter(
        ({ configuration }) =>
          JSON.stringify(metricOfAlarm(owner, configuration)) === metric &&
          OPTIONS.every((name) => input[name] === undefined || input[name] === configuration[name]),
      );
      return {
        MetricAlarms: asked.map((alarm) =>
          alarmShape(alarm, alarmArn(owner.region, owner.account, alarm.configuration.AlarmName)),
        ),
      };
    },
  };
}
