import * as v from "valibot";
import type { Call, Operation } from "../../../service.ts";
import { readFunctionName } from "../function-name.ts";
import { type LambdaContext, existing } from "../function-operation.ts";
import type { FunctionRecord } from "../function-record.ts";
import { lambdaParser } from "../parse.ts";

const Resource = v.object({ Resource: v.string() });

/** Adds tags to a function. */
export function tagResource(context: LambdaContext): Operation {
  const schema = v.object({ ...Resource.entries, Tags: v.record(v.string(), v.string()) });
  return tagOperation("TagResource", schema, ({ Tags }, resource, call) =>
    change(context, resource, call, (before) => ({ ...before, ...Tags })),
  );
}

/** Takes tags off a function. */
export function untagResource(context: LambdaContext): Operation {
  const schema = v.object({ ...Resource.entries, TagKeys: v.array(v.string()) });
  return tagOperation("UntagResource", schema, ({ TagKeys }, resource, call) =>
    change(context, resource, call, (before) =>
      Object.fromEntries(Object.entries(before).filter(([key]) => !TagKeys.includes(key))),
    ),
  );
}

/** Answers a function's tags. */
export function listTags({ host, store }: LambdaContext): Operation {
  return tagOperation("ListTags", Resource, async (_input, resource, call) => {
    const { tags } = await host.state.read(() => existing(store, readFunctionName(resource, undefined, call)));
    return { Tags: tags };
  });
}

async function change(
  { host, store }: LambdaContext,
  resource: string,
  call: Call,
  changed: (before: FunctionRecord["tags"]) => FunctionRecord["tags"],
): Promise<void> {
  await host.state.write(() => {
    const record = existing(store, readFunctionName(resource, undefined, call));
    store.save({ ...record, tags: changed(record.tags) });
  });
}

function tagOperation<Schema extends v.GenericSchema<unknown, { Resource: string }>>(
  action: string,
  schema: Schema,
  run: (input: v.InferOutput<Schema>, resource: string, call: Call) => Promise<unknown>,
): Operation {
  const resourceOf = (input: unknown): string => (input as { Resource: string }).Resource;
  return {
    parse: lambdaParser(schema),
    permissions: (input, call) => [
      { action: `lambda:${action}`, resource: readFunctionName(resourceOf(input), undefined, call).arn },
    ],
    run: (input, call) => run(input as v.InferOutput<Schema>, resourceOf(input), call),
  };
}
