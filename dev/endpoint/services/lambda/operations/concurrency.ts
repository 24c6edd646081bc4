import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type LambdaContext, FunctionNameInput, existing, functionOperation } from "../function-operation.ts";
import { wholeNumber } from "../parse.ts";

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
      store.save({ ...existing(store, reference), reservedConcurrency: ReservedConcurrentExecutions }),
    );
    queue.wake();
    return { ReservedConcurrentExecutions };
  });
}

/** Answers the reserved concurrency, where there is one. */
export function getFunctionConcurrency({ host, store }: LambdaContext): Operation {
  return functionOperation("GetFunctionConcurrency", v.object(FunctionNameInput), async (_input, reference) => {
    const { reservedConcurrency } = await host.state.read(() => existing(store, reference));
    return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
  });
}

/** Goes back to the default. */
export function deleteFunctionConcurrency({ host, store, queue }: LambdaContext): Operation {
  return functionOperation("DeleteFunctionConcurrency", v.object(FunctionNameInput), async (_input, reference) => {
    await host.state.write(() => store.save({ ...existing(store, reference), reservedConcurrency: undefined }));
    queue.wake();
  });
}
