import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { invalidResource } from "../errors.ts";
import { TaggedResource, Tags } from "../members.ts";
import { type ParameterStore, arnOf } from "../store.ts";

const parse = inputParser(v.object({ ...TaggedResource, Tags }), "ValidationException");

/** Sets tags of a parameter. */
export function addTagsToResource(store: ParameterStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => [{ action: "ssm:AddTagsToResource", resource: arnOf(call, input.ResourceId) }],
    run(input, call) {
      return store.write(() => {
        if (store.find(call, input.ResourceId) === undefined) throw invalidResource(input.ResourceId);
        for (const tag of input.Tags) store.setTag(call, input.ResourceId, tag);
        return {};
      });
    },
  };
}
