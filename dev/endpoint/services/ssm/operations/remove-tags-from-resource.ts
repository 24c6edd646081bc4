import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { invalidResource } from "../errors.ts";
import { TaggedResource } from "../members.ts";
import { type ParameterStore, arnOf } from "../store.ts";

const parse = inputParser(v.object({ ...TaggedResource, TagKeys: v.array(v.string()) }), "ValidationException");

/** Takes tags from a parameter; keys that it does not have are no error. */
export function removeTagsFromResource(store: ParameterStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => [{ action: "ssm:RemoveTagsFromResource", resource: arnOf(call, input.ResourceId) }],
    run(input, call) {
      return store.write(() => {
        if (store.find(call, input.ResourceId) === undefined) throw invalidResource(input.ResourceId);
        for (const key of input.TagKeys) store.deleteTag(call, input.ResourceId, key);
        return {};
      });
    },
  };
}
