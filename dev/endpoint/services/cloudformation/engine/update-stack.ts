import { cleanUpAfterUpdate } from "./clean-up.ts";
import { createResource } from "./create-resource.ts";
import { failureReason } from "./failure-reason.ts";
import { Halted } from "./halted.ts";
import { requireImports } from "./imports.ts";
import { settleOutputs } from "./outputs.ts";
import { ResourceFailed } from "./resource-failed.ts";
import { rollBackUpdate } from "./roll-back-update.ts";
import type { StackWork } from "./stack-work.ts";
import { updateResource } from "./update-resource.ts";

/** Brings a stack in UPDATE_IN_PROGRESS to its new template, then cleans up; a failure is rolled back. */
export async function updateStack(work: StackWork): Promise<void> {
  const { id } = work.stack;
  const present = new Set(work.resources.keys());
  try {
    await work.host.state.read(() => requireImports(work.stack, work.scope));
    for (const logicalId of work.order) {
      work.checkpoint();
      const before = work.resources.get(logicalId);
      if (before === undefined) await createResource(work, logicalId, "created");
      else await updateResource(work, before);
    }
    const to = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS";
    await work.journal.move(id, "UPDATE_IN_PROGRESS", to, undefined, (stack) => ({
      ...stack,
      outputs: settleOutputs(work),
    }));
  } catch (error) {
    if (error instanceof Halted) throw error;
    await work.journal.move(id, "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", reasonOf(error, present));
    await rollBackUpdate(work);
    return;
  }
  await cleanUpAfterUpdate(work);
}

function reasonOf(error: unknown, present: ReadonlySet<string>): string {
  if (!(error instanceof ResourceFailed)) return failureReason(error);
  const verb = present.has(error.logicalId) ? "update" : "create";
  return `The following resource(s) failed to ${verb}: [${error.logicalId}]. `;
}
