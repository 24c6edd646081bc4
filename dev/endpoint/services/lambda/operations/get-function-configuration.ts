import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type LambdaContext, FunctionNameInput, functionOperation } from "../function-operation.ts";
import { toConfiguration } from "../function-record.ts";
import { existingTarget } from "../qualifiers.ts";

/** Answers a function's settings. */
export function getFunctionConfiguration({ host, store }: LambdaContext): Operation {
  return functionOperation("GetFunctionConfiguration", v.object(FunctionNameInput), async (_input, reference) => {
    const record = await host.state.read(() => existingTarget(store, reference));
    return { ...toConfiguration(record), FunctionArn: reference.qualifiedArn };
  });
}
