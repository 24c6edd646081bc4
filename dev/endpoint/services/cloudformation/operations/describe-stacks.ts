import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type ServiceParts, findStack, onStack } from "../service-parts.ts";
import { parseInput, stackReference } from "./inputs.ts";
import { describeStack } from "./stack-description.ts";

const Input = v.object({ StackName: v.optional(stackReference), NextToken: v.optional(v.string()) });

/** DescribeStacks: one by name or ARN (a deleted one by ARN only), or all that are there. */
export function describeStacks(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, { Stacks: Record<string, unknown>[] }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("DescribeStacks", input.StackName, call),
    async run({ StackName }, call) {
      const stacks =
        StackName === undefined
          ? await parts.host.state.read(() => parts.store.list(call.caller.account, call.region))
          : [await findStack(parts, StackName, call)];
      const shown = StackName === undefined ? stacks.filter((stack) => stack.deletedAt === undefined) : stacks;
      return { Stacks: shown.map(describeStack) };
    },
  };
}
