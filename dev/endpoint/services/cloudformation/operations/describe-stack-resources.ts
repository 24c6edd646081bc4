import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { stackNotFound, validationError } from "../errors.ts";
import { type ServiceParts, findStack, onStack } from "../service-parts.ts";
import { parseInput, stackReference } from "./inputs.ts";
import { describeResource } from "./resource-description.ts";

const Input = v.object({
  StackName: v.optional(stackReference),
  LogicalResourceId: v.optional(v.string()),
  PhysicalResourceId: v.optional(v.string()),
});

/** DescribeStackResources: of one stack, or of the stack that a physical id belongs to. */
export function describeStackResources(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, { StackResources: Record<string, unknown>[] }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("DescribeStackResources", input.StackName, call),
    async run({ StackName, LogicalResourceId, PhysicalResourceId }, call) {
      const { host, store } = parts;
      if (StackName === undefined && PhysicalResourceId === undefined) {
        throw validationError("Either StackName or PhysicalResourceId must be specified.");
      }
      const stacks =
        StackName === undefined
          ? await host.state.read(() => store.list(call.caller.account, call.region))
          : [await findStack(parts, StackName, call)];
      for (const stack of stacks) {
        const rows = await host.state.read(() => store.resources(stack.id));
        if (StackName === undefined && !rows.some((row) => row.physicalId === PhysicalResourceId)) continue;
        const shown = rows.filter((row) => LogicalResourceId === undefined || row.logicalId === LogicalResourceId);
        return { StackResources: shown.map((row) => describeResource(stack, row)) };
      }
      throw stackNotFound(PhysicalResourceId ?? "");
    },
  };
}
