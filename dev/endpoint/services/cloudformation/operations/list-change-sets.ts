import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type ServiceParts, findStack, onStack } from "../service-parts.ts";
import { executionStatus } from "./find-change-set.ts";
import { parseInput, stackReference } from "./inputs.ts";
import { PAGE, pageOf, positionIn } from "./paging.ts";

const Input = v.object({ StackName: stackReference, NextToken: v.optional(v.string()) });

/** ListChangeSets of a stack, newest first. */
export function listChangeSets(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, { Summaries: Record<string, unknown>[]; NextToken: string | undefined }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("ListChangeSets", input.StackName, call),
    async run({ StackName, NextToken }, call) {
      const after = positionIn(NextToken);
      const stack = await findStack(parts, StackName, call);
      const sets = await parts.host.state.read(() => parts.store.changeSets(stack.id, after, PAGE + 1));
      const { entries, NextToken: next } = pageOf(sets, ({ createdAt, id }) => ({ createdAt, id }));
      return {
        NextToken: next,
        Summaries: entries.map((set) => ({
          StackId: set.stackId,
          StackName: set.stackName,
          ChangeSetId: set.id,
          ChangeSetName: set.name,
          Description: set.description,
          ExecutionStatus: executionStatus(set, stack),
          Status: set.status,
          StatusReason: set.reason,
          CreationTime: new Date(set.createdAt),
          IncludeNestedStacks: false,
        })),
      };
    },
  };
}
