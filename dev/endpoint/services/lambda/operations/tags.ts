import * as v from "valibot";
import type { Call, Operation } from "../../../service.ts";
import { type FunctionReference, readFunctionName } from "../function-name.ts";
import { invalidParameter } from "../errors.ts";
import type { LambdaContext } from "../function-operation.ts";
import type { FunctionRecord } from "../function-record.ts";
import { lambdaParser } from "../parse.ts";
import { existing } from "../qualifiers.ts";

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
    const { tags } = await host.state.read(() => existing(store, readUnqualified(resource, call)));
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
    const record = existing(store, readUnqualified(resource, call));
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

function readUnqualified(resource: string, call: Call): FunctionReference {
  const reference = readFunctionName(resource, undefined, call);
  if (reference.qualifier === undefined) return reference;
  throw invalidParameter(
    "Tags operations are permitted on the Lambda function only. Tags on aliases and versions are not supported. Please specify either a function name or an unqualified function ARN.",
  );
}
