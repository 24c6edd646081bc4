import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import type { AlarmStore } from "../store.ts";

const parse = inputParser(v.object({ ResourceARN: v.string() }), "ValidationException");

interface Output {
  readonly Tags: readonly { Key: string; Value: string }[];
}

/** Lists the tags of an alarm. */
export function listTagsForResource(store: AlarmStore): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: (input) => [{ action: "cloudwatch:ListTagsForResource", resource: input.ResourceARN }],
    run(input, call) {
      return store.read(() => {
        const { tags } = store.ofArn(call, input.ResourceARN);
        return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
      });
    },
  };
}
