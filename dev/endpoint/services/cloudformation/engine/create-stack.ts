import { createResource } from "./create-resource.ts";
import { removeStack } from "./delete-stack.ts";
import { failureReason } from "./failure-reason.ts";
import { Halted } from "./halted.ts";
import { requireImports } from "./imports.ts";
import { settleOutputs } from "./outputs.ts";
import { ResourceFailed } from "./resource-failed.ts";
import { rollBackCreation } from "./roll-back-creation.ts";
import type { StackWork } from "./stack-work.ts";

/** Makes every resource of a stack in CREATE_IN_PROGRESS; a failure is dealt with as `onFailure` says. */
export async function createStack(work: StackWork): Promise<void> {
  try {
    await work.host.state.read(() => requireImports(work.stack, work.scope));
    for (const logicalId of work.order) {
      work.checkpoint();
      await createResource(work, logicalId);
    }
    await work.journal.move(work.stack.id, "CREATE_IN_PROGRESS", "CREATE_COMPLETE", undefined, (stack) => ({
      ...stack,
      outputs: settleOutputs(work),
      everComplete: true,
    }));
  } catch (error) {
    if (error instanceof Halted) throw error;
    await giveUp(work, error);
  }
}

async function giveUp(work: StackWork, error: unknown): Promise<void> {
  const reason =
    error instanceof ResourceFailed
      ? `The following resource(s) failed to create: [${error.logicalId}]. `
      : `${failureReason(error)} `;
  const { id, onFailure } = work.stack;
  switch (onFailure) {
    case "DO_NOTHING":
      await work.journal.move(id, "CREATE_IN_PROGRESS", "CREATE_FAILED", reason);
      return;
    case "DELETE":
      await work.journal.move(id, "CREATE_IN_PROGRESS", "DELETE_IN_PROGRESS", `${reason}Delete requested by user.`);
      await removeStack(work);
      return;
    case "ROLLBACK":
      await work.journal.move(id, "CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", `${reason}Rollback requested by user.`);
      await rollBackCreation(work);
      return;
    default:
      onFailure satisfies never;
  }
}
