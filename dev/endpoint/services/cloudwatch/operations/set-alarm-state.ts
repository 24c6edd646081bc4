import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { AlarmName, StateValue, alarmArn } from "../alarm.ts";
import { alarmNotFound } from "../errors.ts";
import type { CloudWatchContext } from "../context.ts";
import { ownerOf } from "../metric.ts";

const parse = inputParser(
  v.object({
    AlarmName,
    StateValue,
    StateReason: v.pipe(v.string(), v.maxLength(1023)),
    StateReasonData: v.optional(v.pipe(v.string(), v.maxLength(4000))),
  }),
  "ValidationException",
);

/** Sets the state of an alarm until it is evaluated the next time. No action is taken. */
export function setAlarmState({
  alarms,
  history,
  recorder,
  watch,
}: CloudWatchContext): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { region, caller }) => [
      { action: "cloudwatch:SetAlarmState", resource: alarmArn(region, caller.account, input.AlarmName) },
    ],
    async run(input, call) {
      const owner = ownerOf(call);
      await watch.bringUpToDate(recorder);
      await alarms.write(() => {
        const alarm = alarms.find(owner, input.AlarmName);
        if (alarm === undefined) throw alarmNotFound([input.AlarmName]);
        const now = Date.now();
        const after = {
          ...alarm,
          state: input.StateValue,
          stateReason: input.StateReason,
          stateReasonData: input.StateReasonData,
          stateAt: now,
          transitionAt: input.StateValue === alarm.state ? (alarm.transitionAt ?? alarm.stateAt) : now,
        };
        alarms.put(owner, after);
        history.stateUpdated(owner, alarm, after);
      });
      watch.stateWasSet(owner, input.AlarmName);
      return undefined;
    },
  };
}
