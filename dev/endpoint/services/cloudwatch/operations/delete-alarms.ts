import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { AlarmName, alarmArn } from "../alarm.ts";
import { alarmNotFound } from "../errors.ts";
import type { CloudWatchContext } from "../context.ts";
import { ownerOf } from "../metric.ts";

const parse = inputParser(
  v.object({ AlarmNames: v.pipe(v.array(AlarmName), v.maxLength(100)) }),
  "ValidationException",
);

/** Deletes alarms: all of them, or none if one is not there. */
export function deleteAlarms({ alarms, history }: CloudWatchContext): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { region, caller }) =>
      input.AlarmNames.map((name) => ({
        action: "cloudwatch:DeleteAlarms",
        resource: alarmArn(region, caller.account, name),
      })),
    run(input, call) {
      const owner = ownerOf(call);
      return alarms.write(() => {
        const found = input.AlarmNames.map((name) => alarms.find(owner, name) ?? name);
        const missing = found.filter((alarm) => typeof alarm === "string");
        if (missing.length > 0) throw alarmNotFound(missing);
        for (const alarm of found) {
          if (typeof alarm === "string") continue;
          alarms.delete(owner, alarm.configuration.AlarmName);
          history.configured(owner, "deleted", alarm, Date.now());
        }
        return undefined;
      });
    },
  };
}
