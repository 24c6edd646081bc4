import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type ServiceParts, findStack, onStack } from "../service-parts.ts";
import { parseInput, stackReference } from "./inputs.ts";
import { PAGE, numberIn, pageOf } from "./paging.ts";

const Input = v.object({ StackName: stackReference, NextToken: v.optional(v.string()) });

/** DescribeStackEvents: newest first, 100 a page. */
export function describeStackEvents(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, { StackEvents: Record<string, unknown>[]; NextToken: string | undefined }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("DescribeStackEvents", input.StackName, call),
    async run({ StackName, NextToken }, call) {
      const before = numberIn(NextToken);
      const stack = await findStack(parts, StackName, call);
      const events = await parts.host.state.read(() => parts.store.events(stack.id, before, PAGE + 1));
      const { entries, NextToken: next } = pageOf(events, ({ number }) => number);
      return {
        NextToken: next,
        StackEvents: entries.map(({ event }) => ({
          StackId: event.stackId,
          EventId: event.eventId,
          StackName: event.stackName,
          LogicalResourceId: event.logicalId,
          PhysicalResourceId: event.physicalId,
          ResourceType: event.type,
          Timestamp: new Date(event.at),
          ResourceStatus: event.status,
          ResourceStatusReason: event.reason,
          ResourceProperties: event.properties,
          ClientRequestToken: event.token,
        })),
      };
    },
  };
}
