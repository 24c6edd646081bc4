import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { ownerOf } from "../metric.ts";
import type { AlarmStore } from "../store.ts";

const parse = inputParser(v.object({ ResourceARN: v.string(), TagKeys: v.array(v.string()) }), "ValidationException");

/** Takes tags from an alarm; keys that it does not have are no error. */
export function untagResource(store: AlarmStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input) => [{ action: "cloudwatch:UntagResource", resource: input.ResourceARN }],
    run(input, call) {
      const gone = new Set(input.TagKeys);
      return store.write(() => {
        const alarm = store.ofArn(call, input.ResourceARN);
        const tags = Object.fromEntries(Object.entries(alarm.tags).filter(([key]) => !gone.has(key)));
        store.put(ownerOf(call), { ...alarm, tags });
        return {};
      });
    },
  };
}
