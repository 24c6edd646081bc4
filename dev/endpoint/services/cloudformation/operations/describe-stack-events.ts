import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { validationError } from "../errors.ts";
import { type ServiceParts, findStack, onStack } from "../service-parts.ts";
import { parseInput, stackReference } from "./inputs.ts";

/** Events on one page, as on AWS. */
const PAGE = 100;

const Input = v.object({ StackName: stackReference, NextToken: v.optional(v.string()) });

/** DescribeStackEvents: newest first, 100 a page. */
export function describeStackEvents(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, { StackEvents: Record<string, unknown>[]; NextToken: string | undefined }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("DescribeStackEvents", input.StackName, call),
    async run({ StackName, NextToken }, call) {
      const offset = Number(NextToken ?? 0);
      if (!Number.isSafeInteger(offset) || offset < 0) throw validationError("NextToken is not valid.");
      const stack = await findStack(parts, StackName, call);
      const events = await parts.host.state.read(() => parts.store.events(stack.id, offset, PAGE + 1));
      return {
        StackEvents: events.slice(0, PAGE).map((event) => ({
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
        NextToken: events.length > PAGE ? String(offset + PAGE) : undefined,
      };
    },
  };
}
