import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { invalidResource } from "../errors.ts";
import { checkTagged } from "../members.ts";
import { type ParameterStore, arnOf } from "../store.ts";

const parse = inputOf("ssm", "AddTagsToResource");

/** Sets tags of a parameter. */
export function addTagsToResource(store: ParameterStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => [{ action: "ssm:AddTagsToResource", resource: arnOf(call, input.ResourceId) }],
    run(input, call) {
      checkTagged("AddTagsToResource", input);
      return store.write(() => {
        if (store.find(call, input.ResourceId) === undefined) throw invalidResource(input.ResourceId);
        for (const tag of input.Tags) store.setTag(call, input.ResourceId, tag);
        return {};
      });
    },
  };
}
