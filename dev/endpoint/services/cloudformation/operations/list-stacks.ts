import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type ServiceParts, onStack } from "../service-parts.ts";
import { list, parseInput } from "./inputs.ts";
import { PAGE, pageOf, positionIn } from "./paging.ts";
import { toDate } from "./stack-description.ts";

const Input = v.object({ StackStatusFilter: list(v.string()), NextToken: v.optional(v.string()) });

/** ListStacks, newest first: deleted ones too, unless the filter leaves them out. */
export function listStacks(
  parts: ServiceParts,
): Operation<
  v.InferOutput<typeof Input>,
  { StackSummaries: Record<string, unknown>[]; NextToken: string | undefined }
> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (_input, call) => onStack("ListStacks", undefined, call),
    async run({ StackStatusFilter: statuses = [], NextToken }, call) {
      const { host, store } = parts;
      const after = positionIn(NextToken);
      const at = { account: call.caller.account, region: call.region };
      const stacks = await host.state.read(() => store.page(at, { living: false, statuses }, after, PAGE + 1));
      const { entries, NextToken: next } = pageOf(stacks, ({ createdAt, id }) => ({ createdAt, id }));
      return {
        NextToken: next,
        StackSummaries: entries.map((stack) => ({
          StackId: stack.id,
          StackName: stack.name,
          ParentId: stack.parentId,
          RootId: stack.rootId,
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
