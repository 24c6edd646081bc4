import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { invalidResource } from "../errors.ts";
import { checkTagged } from "../members.ts";
import { type ParameterStore, arnOf } from "../store.ts";

const parse = inputOf("ssm", "RemoveTagsFromResource");

/** Takes tags from a parameter; keys that it does not have are no error. */
export function removeTagsFromResource(store: ParameterStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => [{ action: "ssm:RemoveTagsFromResource", resource: arnOf(call, input.ResourceId) }],
    run(input, call) {
      checkTagged("RemoveTagsFromResource", input);
      return store.write(() => {
        if (store.find(call, input.ResourceId) === undefined) throw invalidResource(input.ResourceId);
        for (const key of input.TagKeys) store.deleteTag(call, input.ResourceId, key);
        return {};
      });
    },
  };
}
