import * as v from "valibot";
import type { Permission } from "../../identity/caller.ts";
import type { Call, Host, Operation } from "../../service.ts";
import type { CodeStore } from "./code.ts";
import type { Pools } from "./execution/pools.ts";
import { type FunctionReference, readFunctionName } from "./function-name.ts";
import { lambdaParser } from "./parse.ts";
import type { QueueWorker } from "./queue/worker.ts";
import type { FunctionStore } from "./store.ts";

/** What the operations of Lambda work on. */
export interface LambdaContext {
  readonly host: Host;
  readonly store: FunctionStore;
  readonly code: CodeStore;
  readonly pools: Pools;
  readonly queue: QueueWorker;
}

/** Members with which every operation on a function names it. */
export const FunctionNameInput = { FunctionName: v.string(), Qualifier: v.optional(v.string()) };

interface NamesFunction {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

/**
 * An operation on one function: its permission is `lambda:<action>` on the function's ARN.
 * @param also what it asks for besides
 */
export function functionOperation<Schema extends v.GenericSchema<unknown, NamesFunction>>(
  action: string,
  schema: Schema,
  run: (input: v.InferOutput<Schema>, reference: FunctionReference, call: Call) => unknown,
  also: (input: v.InferOutput<Schema>, call: Call) => readonly Permission[] = () => [],
): Operation {
  const referenceOf = (input: NamesFunction, call: Call): FunctionReference =>
    readFunctionName(input.FunctionName, input.Qualifier, call);
  return {
    parse: lambdaParser(schema),
    permissions: (input, call) => [
      { action: `lambda:${action}`, resource: referenceOf(input as NamesFunction, call).qualifiedArn },
      ...also(input as v.InferOutput<Schema>, call),
    ],
    run: (input, call) => run(input as v.InferOutput<Schema>, referenceOf(input as NamesFunction, call), call),
  };
}
