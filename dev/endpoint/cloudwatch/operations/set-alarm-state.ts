import * as v from "valibot";
import { inputParser } from "../../constraints.ts";
import type { Operation } from "../../service.ts";
import { AlarmName, StateValue, alarmArn } from "../alarm.ts";
import { alarmNotFound } from "../errors.ts";
import type { AlarmStore } from "../store.ts";

const parse = inputParser(
  v.object({
    AlarmName,
    StateValue,
    StateReason: v.pipe(v.string(), v.maxLength(1023)),
    StateReasonData: v.optional(v.pipe(v.string(), v.maxLength(4000))),
  }),
  "ValidationException",
);

/** Sets the state of an alarm. No metric sets it back, and no action is taken. */
export function setAlarmState(store: AlarmStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { region, caller }) => [
      { action: "cloudwatch:SetAlarmState", resource: alarmArn(region, caller.account, input.AlarmName) },
    ],
    run(input, call) {
      return store.write(() => {
        const alarm = store.find(call, input.AlarmName);
        if (alarm === undefined) throw alarmNotFound([input.AlarmName]);
        store.put(call, {
          ...alarm,
          state: input.StateValue,
          stateReason: input.StateReason,
          stateReasonData: input.StateReasonData,
          stateAt: Date.now(),
        });
        return undefined;
      });
    },
  };
}
