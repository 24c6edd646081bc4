import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { invalidParameter } from "../errors.ts";
import type { FunctionReference } from "../function-name.ts";
import { type LambdaContext, FunctionNameInput, functionOperation } from "../function-operation.ts";
import type { FunctionRecord } from "../function-record.ts";
import { wholeNumber } from "../parse.ts";
import { existing } from "../qualifiers.ts";
import type { FunctionStore } from "../store.ts";

/** What an account may run at once, and what of it has to stay unreserved. */
export const ACCOUNT_CONCURRENCY = 1000;
const UNRESERVED = 100;

const Input = v.object({
  ...FunctionNameInput,
  ReservedConcurrentExecutions: wholeNumber(0, ACCOUNT_CONCURRENCY - UNRESERVED),
});

/** Sets how many environments a function may have at once; 0 stops it. */
export function putFunctionConcurrency({ host, store, queue }: LambdaContext): Operation {
  return functionOperation("PutFunctionConcurrency", Input, async ({ ReservedConcurrentExecutions }, reference) => {
    await host.state.write(() =>
      store.save({ ...unqualified(store, reference), reservedConcurrency: ReservedConcurrentExecutions }),
    );
    queue.wake();
    return { ReservedConcurrentExecutions };
  });
}

/** Answers the reserved concurrency, where there is one. */
export function getFunctionConcurrency({ host, store }: LambdaContext): Operation {
  return functionOperation("GetFunctionConcurrency", v.object(FunctionNameInput), async (_input, reference) => {
    const { reservedConcurrency } = await host.state.read(() => unqualified(store, reference));
    return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
  });
}

/** Goes back to the default. */
export function deleteFunctionConcurrency({ host, store, queue }: LambdaContext): Operation {
  return functionOperation("DeleteFunctionConcurrency", v.object(FunctionNameInput), async (_input, reference) => {
    await host.state.write(() => store.save({ ...unqualified(store, reference), reservedConcurrency: undefined }));
    queue.wake();
  });
}

/** Concurrency belongs to the function, and its versions share it. */
function unqualified(store: FunctionStore, reference: FunctionReference): FunctionRecord {
  if (reference.qualifier !== undefined) {
    throw invalidParameter(
      "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
    );
  }
  return existing(store, reference);
}
