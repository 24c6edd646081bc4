import * as v from "valibot";
import { ServiceError } from "../../../errors.ts";
import type { Call, Operation } from "../../../service.ts";
import type { ChangeSet } from "../change-set.ts";
import { begin } from "../engine/begin.ts";
import { beginUpdate } from "../engine/begin-update.ts";
import { withInput } from "../engine/stack-input.ts";
import { changeSetNotFound, notInThisEngine } from "../errors.ts";
import { type ServiceParts, onStack } from "../service-parts.ts";
import { findChangeSet } from "./find-change-set.ts";
import { flag, parseInput } from "./inputs.ts";

const Input = v.object({
  ChangeSetName: v.string(),
  StackName: v.optional(v.string()),
  ClientRequestToken: v.optional(v.string()),
  DisableRollback: flag,
});

/** ExecuteChangeSet: answers when the stack is done, or after two seconds; the stack's other change sets go, since they do not fit any more. */
export function executeChangeSet(parts: ServiceParts): Operation<v.InferOutput<typeof Input>, object> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("ExecuteChangeSet", input.StackName, call),
    async run(input, call) {
      const { changeSet, stack } = await findChangeSet(parts, input, call);
      requireExecutable(changeSet);
      if (stack.status === "REVIEW_IN_PROGRESS") await beginCreation(parts, changeSet, input, call);
      else {
        if (input.DisableRollback === true) throw notInThisEngine("DisableRollback of an update");
        const { input: made, id: changeSetId } = changeSet;
        const update = { input: made, caller: call.caller, token: input.ClientRequestToken, changeSetId };
        await beginUpdate(parts, stack.id, update, () => {
          take(parts, changeSet);
          return true;
        });
      }
      await parts.engine.settled(stack.id);
      return {};
    },
  };
}

async function beginCreation(
  parts: ServiceParts,
  changeSet: ChangeSet,
  { DisableRollback, ClientRequestToken: token }: v.InferOutput<typeof Input>,
  call: Call,
): Promise<void> {
  await begin(parts, changeSet.stackId, "create", (stack) => {
    take(parts, changeSet);
    parts.store.removeChangeSets(stack.id, changeSet.id);
    return {
      ...withInput(stack, changeSet.input),
      changeSetId: changeSet.id,
      onFailure: changeSet.onFailure ?? (DisableRollback === true ? "DO_NOTHING" : "ROLLBACK"),
      caller: call.caller,
      ...(token === undefined ? {} : { token }),
    };
  });
}

/** Notes that a change set is executed. Throws where it was executed, or deleted, until this write. */
function take({ store }: ServiceParts, { id, name }: ChangeSet): void {
  const changeSet = store.changeSet(undefined, id);
  if (changeSet === undefined) throw changeSetNotFound(name);
  requireExecutable(changeSet);
  store.saveChangeSet({ ...changeSet, executionStatus: "EXECUTE_IN_PROGRESS" });
}

function requireExecutable({ id, status, executionStatus }: ChangeSet): void {
  if (status === "CREATE_COMPLETE" && executionStatus === "AVAILABLE") return;
  const found = status === "FAILED" ? `status of [${status}]` : `execution status of [${executionStatus}]`;
  throw new ServiceError("InvalidChangeSetStatus", `ChangeSet [${id}] cannot be executed in its current ${found}`);
}
