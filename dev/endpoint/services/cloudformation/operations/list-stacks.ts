import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type ServiceParts, onStack } from "../service-parts.ts";
import { list, parseInput } from "./inputs.ts";
import { toDate } from "./stack-description.ts";

const Input = v.object({ StackStatusFilter: list(v.string()), NextToken: v.optional(v.string()) });

/** ListStacks: deleted ones too, unless the filter leaves them out. */
export function listStacks(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, { StackSummaries: Record<string, unknown>[] }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (_input, call) => onStack("ListStacks", undefined, call),
    async run({ StackStatusFilter = [] }, call) {
      const stacks = await parts.host.state.read(() => parts.store.list(call.caller.account, call.region));
      const shown = stacks.filter(({ status }) => StackStatusFilter.length === 0 || StackStatusFilter.includes(status));
      return {
        StackSummaries: shown.map((stack) => ({
          StackId: stack.id,
          StackName: stack.name,
          TemplateDescription: stack.description,
          CreationTime: new Date(stack.createdAt),
          LastUpdatedTime: toDate(stack.updatedAt),
          DeletionTime: toDate(stack.deletedAt),
          StackStatus: stack.status,
          StackStatusReason: stack.reason,
          DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
        })),
      };
    },
  };
}
