import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { stackNotFound } from "../errors.ts";
import { type ServiceParts, onStack } from "../service-parts.ts";
import { statusAfter } from "../stack-life.ts";
import { flag, parseInput, stackReference } from "./inputs.ts";

const Input = v.object({ StackName: stackReference, EnableTerminationProtection: v.nonOptional(flag) });

/** UpdateTerminationProtection: whether DeleteStack refuses the stack. */
export function updateTerminationProtection(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, { StackId: string }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("UpdateTerminationProtection", input.StackName, call),
    run({ StackName, EnableTerminationProtection: terminationProtection }, call) {
      const { host, store } = parts;
      return host.state.write(() => {
        const stack = store.find(call.caller.account, call.region, StackName);
        if (stack === undefined || stack.deletedAt !== undefined) throw stackNotFound(StackName);
        statusAfter(stack, "protect");
        store.save({ ...stack, terminationProtection });
        return { StackId: stack.id };
      });
    },
  };
}
