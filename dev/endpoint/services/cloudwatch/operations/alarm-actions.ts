import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { AlarmName, alarmArn } from "../alarm.ts";
import type { CloudWatchContext } from "../context.ts";
import { ownerOf } from "../metric.ts";

const parse = inputParser(
  v.object({ AlarmNames: v.pipe(v.array(AlarmName), v.maxLength(100)) }),
  "ValidationException",
);

/** EnableAlarmActions. */
export function enableAlarmActions(context: CloudWatchContext): Operation<ReturnType<typeof parse>, undefined> {
  return switchActions(context, "EnableAlarmActions", true);
}

/** DisableAlarmActions. */
export function disableAlarmActions(context: CloudWatchContext): Operation<ReturnType<typeof parse>, undefined> {
  return switchActions(context, "DisableAlarmActions", false);
}

/** Sets `ActionsEnabled`; names without an alarm are no error. */
function switchActions(
  { alarms, history }: CloudWatchContext,
  action: string,
  enabled: boolean,
): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { region, caller }) =>
      input.AlarmNames.map((name) => ({
        action: `cloudwatch:${action}`,
        resource: alarmArn(region, caller.account, name),
      })),
    run(input, call) {
      const owner = ownerOf(call);
      return alarms.write(() => {
        for (const name of input.AlarmNames) {
          const alarm = alarms.find(owner, name);
          if (alarm === undefined) continue;
          const after = { ...alarm, configuration: { ...alarm.configuration, ActionsEnabled: enabled } };
          alarms.put(owner, after);
          history.configured(owner, "updated", after, Date.now());
        }
        return undefined;
      });
    },
  };
}
