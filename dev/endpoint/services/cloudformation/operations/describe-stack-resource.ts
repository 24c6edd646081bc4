import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { validationError } from "../errors.ts";
import { type ServiceParts, findStack, onStack } from "../service-parts.ts";
import { parseInput, stackReference } from "./inputs.ts";
import { describeResource } from "./resource-description.ts";

const Input = v.object({ StackName: stackReference, LogicalResourceId: v.string() });

/** DescribeStackResource: one resource by its logical id. */
export function describeStackResource(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, { StackResourceDetail: Record<string, unknown> }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("DescribeStackResource", input.StackName, call),
    async run({ StackName, LogicalResourceId }, call) {
      const stack = await findStack(parts, StackName, call);
      const rows = await parts.host.state.read(() => parts.store.resources(stack.id));
      const row = rows.find(({ logicalId }) => logicalId === LogicalResourceId);
      if (row === undefined) {
        throw validationError(`Resource ${LogicalResourceId} does not exist for stack ${stack.name}`);
      }
      const { Timestamp, ...detail } = describeResource(stack, row);
      return { StackResourceDetail: { ...detail, LastUpdatedTimestamp: Timestamp } };
    },
  };
}
