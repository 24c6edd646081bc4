import { inputOf } from "../../../model/input-of.ts";
import type { Call, Operation } from "../../../service.ts";
import { invalidParameter } from "../errors.ts";
import { type LogsContext, existingGroup, nameInArn } from "../log-operation.ts";

/** Adds tags to a group, which the ARN without `:*` names. */
export function tagResource({ state, store }: LogsContext): Operation {
  return tagOperation("TagResource", inputOf("logs", "TagResource"), async ({ tags }, name, call) => {
    await state.write(() => {
      const group = existingGroup(store, call, name);
      store.setTags(group.id, { ...read(group.tags), ...tags });
    });
  });
}

/** Takes tags off a group. */
export function untagResource({ state, store }: LogsContext): Operation {
  return tagOperation("UntagResource", inputOf("logs", "UntagResource"), async ({ tagKeys }, name, call) => {
    await state.write(() => {
      const group = existingGroup(store, call, name);
      const kept = Object.entries(read(group.tags)).filter(([key]) => !tagKeys.includes(key));
      store.setTags(group.id, Object.fromEntries(kept));
    });
  });
}

/** Answers the tags of a group. */
export function listTagsForResource({ state, store }: LogsContext): Operation {
  return tagOperation("ListTagsForResource", inputOf("logs", "ListTagsForResource"), async (_input, name, call) => ({
    tags: read(await state.read(() => existingGroup(store, call, name).tags)),
  }));
}

/** IAM sees the ARN as it stands in the request: for these actions policies on a group have no `:*`. */
function tagOperation<Input extends { readonly resourceArn: string }>(
  action: string,
  parse: (input: unknown) => Input,
  run: (input: Input, groupName: string, call: Call) => Promise<unknown>,
): Operation<Input> {
  return {
    parse,
    permissions: ({ resourceArn }) => [{ action: `logs:${action}`, resource: resourceArn }],
    run(input, call) {
      const name = nameInArn(input.resourceArn, call);
      if (name === input.resourceArn) throw invalidParameter(`The resource ${name} is not the ARN of a log group.`);
      return run(input, name, call);
    },
  };
}

function read(tags: string): Record<string, string> {
  return JSON.parse(tags) as Record<string, string>;
}
