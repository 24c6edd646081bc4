import * as v from "valibot";
import type { Call, Operation } from "../../../service.ts";
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
      const stack = await findStack(parts, StackName ?? (await ownerOf(parts, PhysicalResourceId ?? "", call)), call);
      const rows = await host.state.read(() => store.resources(stack.id));
      const shown = rows.filter((row) => LogicalResourceId === undefined || row.logicalId === LogicalResourceId);
      return { StackResources: shown.map((row) => describeResource(stack, row)) };
    },
  };
}

/** ARN of the stack that a resource belongs to. */
async function ownerOf({ host, store }: ServiceParts, physicalId: string, call: Call): Promise<string> {
  const at = { account: call.caller.account, region: call.region };
  const owner = await host.state.read(() => store.ownerOf(at, physicalId));
  if (owner === undefined) throw stackNotFound(physicalId);
  return owner;
}
