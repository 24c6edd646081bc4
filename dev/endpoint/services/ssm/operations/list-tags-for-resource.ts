import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { invalidResource } from "../errors.ts";
import { checkTagged } from "../members.ts";
import { type ParameterStore, arnOf } from "../store.ts";

const parse = inputOf("ssm", "ListTagsForResource");

interface Output {
  readonly TagList: { Key: string; Value: string }[];
}

/** Lists the tags of a parameter. */
export function listTagsForResource(store: ParameterStore): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: (input, call) => [{ action: "ssm:ListTagsForResource", resource: arnOf(call, input.ResourceId) }],
    run(input, call) {
      checkTagged("ListTagsForResource", input);
      return store.read(() => {
        if (store.find(call, input.ResourceId) === undefined) throw invalidResource(input.ResourceId);
        return { TagList: store.tags(call, input.ResourceId) };
      });
    },
  };
}
