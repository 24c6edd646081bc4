import * as v from "valibot";
import { ServiceError } from "../../../errors.ts";
import type { Call, Operation } from "../../../service.ts";
import type { ChangeSet } from "../change-set.ts";
import { beginUpdate } from "../engine/begin-update.ts";
import { notInThisEngine } from "../errors.ts";
import { type ServiceParts, onStack } from "../service-parts.ts";
import type { Stack } from "../stack.ts";
import { parseTemplate } from "../template/template.ts";
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
      const { host, store, engine } = parts;
      const { changeSet, stack } = await findChangeSet(parts, input, call);
      requireExecutable(changeSet);
      if (stack.status === "REVIEW_IN_PROGRESS") await beginCreation(parts, changeSet, stack, input, call);
      else {
        if (input.DisableRollback === true) throw notInThisEngine("DisableRollback of an update");
        await beginUpdate(parts, stack.id, changeSet, {
          caller: call.caller,
          token: input.ClientRequestToken,
          changeSetId: changeSet.id,
        });
        await host.state.write(() => store.saveChangeSet({ ...changeSet, executionStatus: "EXECUTE_IN_PROGRESS" }));
      }
      await engine.settled(stack.id);
      return {};
    },
  };
}

async function beginCreation(
  { host, store, engine }: ServiceParts,
  changeSet: ChangeSet,
  stack: Stack,
  input: v.InferOutput<typeof Input>,
  call: Call,
): Promise<void> {
  const { Description } = parseTemplate(changeSet.input.template);
  const begun: Stack = {
    ...stack,
    ...changeSet.input,
    ...(Description === undefined ? {} : { description: Description }),
    status: "CREATE_IN_PROGRESS",
    reason: "User Initiated",
    changeSetId: changeSet.id,
    onFailure: changeSet.onFailure ?? (input.DisableRollback === true ? "DO_NOTHING" : "ROLLBACK"),
    caller: call.caller,
    ...(input.ClientRequestToken === undefined ? {} : { token: input.ClientRequestToken }),
  };
  await host.state.write(() => {
    if (store.byId(stack.id)?.status !== "REVIEW_IN_PROGRESS") throw wrongStatus(changeSet, "OBSOLETE");
    store.save(begun);
    for (const { id } of store.changeSets(stack.id)) if (id !== changeSet.id) store.removeChangeSet(id);
    store.saveChangeSet({ ...changeSet, executionStatus: "EXECUTE_IN_PROGRESS" });
    engine.journal.addStackEvent(begun);
  });
  engine.journal.announce(begun);
  engine.create(stack.id);
}

function requireExecutable(changeSet: ChangeSet): void {
  if (changeSet.status === "FAILED") {
    throw new ServiceError(
      "InvalidChangeSetStatus",
      `ChangeSet [${changeSet.id}] cannot be executed in its current status of [FAILED]`,
    );
  }
  if (changeSet.executionStatus !== "AVAILABLE") throw wrongStatus(changeSet, changeSet.executionStatus);
}

function wrongStatus(changeSet: ChangeSet, status: string): ServiceError {
  return new ServiceError(
    "InvalidChangeSetStatus",
    `ChangeSet [${changeSet.id}] cannot be executed in its current execution status of [${status}]`,
  );
}
