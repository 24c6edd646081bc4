import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { stackNotFound, validationError } from "../errors.ts";
import { type ServiceParts, onStack } from "../service-parts.ts";
import { statusAfter } from "../stack-life.ts";
import { flag, parseInput, stackReference } from "./inputs.ts";

const Input = v.object({ StackName: stackReference, EnableTerminationProtection: v.nonOptional(flag) });

/** UpdateTerminationProtection: whether DeleteStack refuses the stack, and those that are resources of it. */
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
        if (stack.rootId !== undefined) throw validationError(setOnRoot(stack.name, stack.rootId));
        statusAfter(stack, "protect");
        for (const one of [stack, ...store.below(stack.id)]) store.save({ ...one, terminationProtection });
        return { StackId: stack.id };
      });
    },
  };
}

/** The words are ours; that it is refused is in AWS's guide ("Protect CloudFormation stacks from being deleted"). */
function setOnRoot(name: string, rootId: string): string {
  return `Termination protection of the nested stack [${name}] cannot be changed directly, only on its root stack ${rootId}`;
}
