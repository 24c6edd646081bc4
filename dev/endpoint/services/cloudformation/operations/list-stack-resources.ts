import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type ServiceParts, findStack, onStack } from "../service-parts.ts";
import { parseInput, stackReference } from "./inputs.ts";
import { describeResource } from "./resource-description.ts";

const Input = v.object({ StackName: stackReference, NextToken: v.optional(v.string()) });

/** ListStackResources: all of a stack, on one page. */
export function listStackResources(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, { StackResourceSummaries: Record<string, unknown>[] }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("ListStackResources", input.StackName, call),
    async run({ StackName }, call) {
      const stack = await findStack(parts, StackName, call);
      const rows = await parts.host.state.read(() => parts.store.resources(stack.id));
      return {
        StackResourceSummaries: rows.map((row) => {
          const { Timestamp, StackName: _, StackId: __, ...summary } = describeResource(stack, row);
          return { ...summary, LastUpdatedTimestamp: Timestamp };
        }),
      };
    },
  };
}
