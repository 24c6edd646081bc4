import { ResourceFailed, createResource } from "./create-resource.ts";
import { cleanUpAfterUpdate } from "./clean-up.ts";
import { validationError } from "../errors.ts";
import { failureReason } from "./failure-reason.ts";
import { exportInUse } from "./imports.ts";
import { evaluateOutputs } from "./outputs.ts";
import { rollBackUpdate } from "./roll-back-update.ts";
import { Halted, type StackWork } from "./stack-work.ts";
import { updateResource } from "./update-resource.ts";

/** Brings a stack in UPDATE_IN_PROGRESS to its new template, then cleans up; a failure is rolled back. */
export async function updateStack(work: StackWork): Promise<void> {
  const failures: { verb: "create" | "update"; error: unknown }[] = [];
  for (const logicalId of work.order) {
    work.checkpoint();
    const before = work.resources.get(logicalId);
    const verb = before === undefined ? "create" : "update";
    try {
      if (before === undefined) await createResource(work, logicalId, "created");
      else await updateResource(work, before);
    } catch (error) {
      if (error instanceof Halted) throw error;
      failures.push({ verb, error });
      break;
    }
  }
  const [failure] = failures;
  try {
    if (failure !== undefined) throw failure.error;
    const outputs = evaluateOutputs(work);
    const inUse = exportInUse(work.others, work.stack, outputs);
    if (inUse !== undefined) throw validationError(inUse);
    await work.journal.stack(work.stack.id, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", undefined, (stack) => ({
      ...stack,
      outputs,
    }));
  } catch (error) {
    const reason =
      error instanceof ResourceFailed
        ? `The following resource(s) failed to ${failure?.verb ?? "update"}: [${error.logicalId}]. `
        : failureReason(error);
    await work.journal.stack(work.stack.id, "UPDATE_ROLLBACK_IN_PROGRESS", reason);
    await rollBackUpdate(work);
    return;
  }
  await cleanUpAfterUpdate(work);
}
