import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { Tags } from "../alarm.ts";
import { ownerOf } from "../metric.ts";
import type { AlarmStore } from "../store.ts";

const parse = inputParser(v.object({ ResourceARN: v.string(), Tags }), "ValidationException");

/** Sets tags of an alarm. */
export function tagResource(store: AlarmStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input) => [{ action: "cloudwatch:TagResource", resource: input.ResourceARN }],
    run(input, call) {
      return store.write(() => {
        const alarm = store.ofArn(call, input.ResourceARN);
        const added = Object.fromEntries(input.Tags.map(({ Key, Value }) => [Key, Value]));
        store.put(ownerOf(call), { ...alarm, tags: { ...alarm.tags, ...added } });
        return {};
      });
    },
  };
}
