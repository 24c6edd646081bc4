import { isRetained } from "../resource-life.ts";
import { deleteResource, removalOrder } from "./delete-resource.ts";
import type { StackWork } from "./stack-work.ts";

/** Removes what a failed creation had made: ROLLBACK_IN_PROGRESS → ROLLBACK_COMPLETE or ROLLBACK_FAILED. */
export async function rollBackCreation(work: StackWork): Promise<void> {
  const failed: string[] = [];
  for (const resource of removalOrder(work.resources.values())) {
    work.checkpoint();
    const reason = await deleteResource(work, resource, { retain: isRetained(resource, "creation rolled back") });
    if (reason !== undefined) failed.push(resource.logicalId);
  }
  const { id } = work.stack;
  if (failed.length === 0) await work.journal.move(id, "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE");
  else {
    const reason = `The following resource(s) failed to delete: [${failed.join(", ")}]. `;
    await work.journal.move(id, "ROLLBACK_IN_PROGRESS", "ROLLBACK_FAILED", reason);
  }
}
