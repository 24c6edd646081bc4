import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type LambdaContext, FunctionNameInput, functionOperation } from "../function-operation.ts";
import { existing } from "../qualifiers.ts";

const Input = v.object({ ...FunctionNameInput, RecursiveLoop: v.picklist(["Allow", "Terminate"]) });

/** Sets whether a function that invokes itself without end is stopped. */
export function putFunctionRecursionConfig({ host, store }: LambdaContext): Operation {
  return functionOperation("PutFunctionRecursionConfig", Input, async ({ RecursiveLoop }, reference) => {
    await host.state.write(() => store.save({ ...existing(store, reference), recursiveLoop: RecursiveLoop }));
    return { RecursiveLoop };
  });
}

/** Answers whether a function that invokes itself without end is stopped; it is unless told. */
export function getFunctionRecursionConfig({ host, store }: LambdaContext): Operation {
  return functionOperation("GetFunctionRecursionConfig", v.object(FunctionNameInput), async (_input, reference) => {
    const { recursiveLoop = "Terminate" } = await host.state.read(() => existing(store, reference));
    return { RecursiveLoop: recursiveLoop };
  });
}
