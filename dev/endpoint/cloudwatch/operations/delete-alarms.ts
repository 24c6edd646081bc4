import * as v from "valibot";
import { inputParser } from "../../constraints.ts";
import type { Operation } from "../../service.ts";
import { AlarmName, alarmArn } from "../alarm.ts";
import { alarmNotFound } from "../errors.ts";
import type { AlarmStore } from "../store.ts";

const parse = inputParser(
  v.object({ AlarmNames: v.pipe(v.array(AlarmName), v.maxLength(100)) }),
  "ValidationException",
);

/** Deletes alarms: all of them, or none if one is not there. */
export function deleteAlarms(store: AlarmStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, { region, caller }) =>
      input.AlarmNames.map((name) => ({
        action: "cloudwatch:DeleteAlarms",
        resource: alarmArn(region, caller.account, name),
      })),
    run(input, call) {
      return store.write(() => {
        const missing = input.AlarmNames.filter((name) => store.find(call, name) === undefined);
        if (missing.length > 0) throw alarmNotFound(missing);
        for (const name of input.AlarmNames) store.delete(call, name);
        return undefined;
      });
    },
  };
}
