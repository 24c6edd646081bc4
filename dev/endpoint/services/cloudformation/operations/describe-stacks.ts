import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type ServiceParts, findStack, onStack } from "../service-parts.ts";
import { parseInput, stackReference } from "./inputs.ts";
import { PAGE, pageOf, positionIn } from "./paging.ts";
import { describeStack } from "./stack-description.ts";

const Input = v.object({ StackName: v.optional(stackReference), NextToken: v.optional(v.string()) });

/** DescribeStacks: one by name or ARN (a deleted one by ARN only), or all that are there, newest first. */
export function describeStacks(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, { Stacks: Record<string, unknown>[]; NextToken?: string | undefined }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("DescribeStacks", input.StackName, call),
    async run({ StackName, NextToken }, call) {
      if (StackName !== undefined) return { Stacks: [describeStack(await findStack(parts, StackName, call))] };
      const { host, store } = parts;
      const after = positionIn(NextToken);
      const at = { account: call.caller.account, region: call.region };
      const stacks = await host.state.read(() => store.page(at, { living: true, statuses: [] }, after, PAGE + 1));
      const { entries, NextToken: next } = pageOf(stacks, ({ createdAt, id }) => ({ createdAt, id }));
      return { Stacks: entries.map(describeStack), NextToken: next };
    },
  };
}
