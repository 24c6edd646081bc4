import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { ServiceError } from "../../../errors.ts";
import { type Alarm, AlarmName, StateValue, alarmArn, alarmShape } from "../alarm.ts";
import { unsupported } from "../errors.ts";
import type { CloudWatchContext } from "../context.ts";
import { ownerOf } from "../metric.ts";

const parse = inputParser(
  v.object({
    AlarmNames: v.optional(v.pipe(v.array(AlarmName), v.maxLength(100))),
    AlarmNamePrefix: v.optional(AlarmName),
    AlarmTypes: v.optional(v.array(v.picklist(["CompositeAlarm", "MetricAlarm", "LogAlarm"]))),
    ChildrenOfAlarmName: v.optional(v.unknown()),
    ParentsOfAlarmName: v.optional(v.unknown()),
    StateValue: v.optional(StateValue),
    ActionPrefix: v.optional(v.string(), ""),
    MaxRecords: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 50),
    NextToken: v.optional(v.string()),
  }),
  "ValidationException",
);

type Input = ReturnType<typeof parse>;

interface Output {
  readonly MetricAlarms: object[];
  readonly CompositeAlarms: never[];
  readonly NextToken?: string;
}

/** Lists alarms by names, prefix, state or action. There are metric alarms only. */
export function describeAlarms({ alarms, recorder, watch }: CloudWatchContext): Operation<Input, Output> {
  return {
    parse,
    permissions: (_input, { region, caller }) => [
      { action: "cloudwatch:DescribeAlarms", resource: alarmArn(region, caller.account, "*") },
    ],
    async run(input, call) {
      if (input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined) {
        throw unsupported("DescribeAlarms of composite alarms");
      }
      if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined) {
        throw new ServiceError("ValidationException", "AlarmNames and AlarmNamePrefix cannot be used together.");
      }
      if (input.AlarmTypes !== undefined && !input.AlarmTypes.includes("MetricAlarm")) {
        return { MetricAlarms: [], CompositeAlarms: [] };
      }
      const after = input.NextToken === undefined ? "" : Buffer.from(input.NextToken, "base64url").toString("utf8");
      await watch.bringUpToDate(recorder);
      return alarms.read(() => {
        const found = alarms
          .list(ownerOf(call), input.AlarmNamePrefix ?? "", after)
          .filter((alarm) => matches(alarm, input));
        const here = found.slice(0, input.MaxRecords);
        const last = here.at(-1)?.configuration.AlarmName ?? "";
        return {
          MetricAlarms: here.map((alarm) =>
            alarmShape(alarm, alarmArn(call.region, call.caller.account, alarm.configuration.AlarmName)),
          ),
          CompositeAlarms: [],
          ...(here.length < found.length ? { NextToken: Buffer.from(last).toString("base64url") } : {}),
        };
      });
    },
  };
}

function matches({ configuration, state }: Alarm, input: Input): boolean {
  const { AlarmActions, OKActions, InsufficientDataActions } = configuration;
  const actions = [...AlarmActions, ...OKActions, ...InsufficientDataActions];
  return (
    (input.AlarmNames === undefined || input.AlarmNames.includes(configuration.AlarmName)) &&
    (input.StateValue === undefined || input.StateValue === state) &&
    (input.ActionPrefix === "" || actions.some((action) => action.startsWith(input.ActionPrefix)))
  );
}
