import * as v from "valibot";
import type { Call, Operation } from "../../../service.ts";
import { invalidParameter } from "../errors.ts";
import { type LogsContext, existingGroup, nameInArn, logsParser } from "../log-operation.ts";

const Resource = { resourceArn: v.string() };

/** Adds tags to a group, which the ARN without `:*` names. */
export function tagResource({ state, store }: LogsContext): Operation {
  const schema = v.object({ ...Resource, tags: v.record(v.string(), v.string()) });
  return tagOperation("TagResource", schema, async ({ tags }, name, call) => {
    await state.write(() => {
      const group = existingGroup(store, call, name);
      store.setTags(group.id, { ...read(group.tags), ...tags });
    });
  });
}

/** Takes tags off a group. */
export function untagResource({ state, store }: LogsContext): Operation {
  const schema = v.object({ ...Resource, tagKeys: v.array(v.string()) });
  return tagOperation("UntagResource", schema, async ({ tagKeys }, name, call) => {
    await state.write(() => {
      const group = existingGroup(store, call, name);
      const kept = Object.entries(read(group.tags)).filter(([key]) => !tagKeys.includes(key));
      store.setTags(group.id, Object.fromEntries(kept));
    });
  });
}

/** Answers the tags of a group. */
export function listTagsForResource({ state, store }: LogsContext): Operation {
  return tagOperation("ListTagsForResource", v.object(Resource), async (_input, name, call) => ({
    tags: read(await state.read(() => existingGroup(store, call, name).tags)),
  }));
}

/** IAM sees the ARN as it stands in the request: for these actions policies on a group have no `:*`. */
function tagOperation<Schema extends v.GenericSchema<unknown, { resourceArn: string }>>(
  action: string,
  schema: Schema,
  run: (input: v.InferOutput<Schema>, groupName: string, call: Call) => Promise<unknown>,
): Operation {
  return {
    parse: logsParser(schema),
    permissions: (input) => [{ action: `logs:${action}`, resource: (input as { resourceArn: string }).resourceArn }],
    run(input, call) {
      const parsed = input as v.InferOutput<Schema>;
      const name = nameInArn(parsed.resourceArn, call);
      if (name === parsed.resourceArn) throw invalidParameter(`The resource ${name} is not the ARN of a log group.`);
      return run(parsed, name, call);
    },
  };
}

function read(tags: string): Record<string, string> {
  return JSON.parse(tags) as Record<string, string>;
}
