import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { invalidParameter } from "../errors.ts";
import { type LambdaContext, FunctionNameInput, existing, functionOperation } from "../function-operation.ts";

/** Removes a function; what runs ends with its invocation. */
export function deleteFunction({ host, store, pools }: LambdaContext): Operation {
  return functionOperation("DeleteFunction", v.object(FunctionNameInput), async (input, reference) => {
    if (input.Qualifier === "$LATEST")
      throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
    await host.state.write(() => {
      existing(store, reference);
      store.remove(reference);
    });
    pools.removed(reference.arn);
  });
}
