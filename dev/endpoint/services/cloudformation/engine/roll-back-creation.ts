import { deleteResource, removalOrder } from "./delete-resource.ts";
import type { StackWork } from "./stack-work.ts";

/** Removes what a failed creation had made: ROLLBACK_IN_PROGRESS → ROLLBACK_COMPLETE or ROLLBACK_FAILED. */
export async function rollBackCreation(work: StackWork): Promise<void> {
  const failed: string[] = [];
  for (const resource of removalOrder(work.resources.values())) {
    work.checkpoint();
    // RetainExceptOnCreate is what it says: on creation it does not retain.
    const reason = await deleteResource(work, resource, { retain: resource.deletionPolicy === "Retain" });
    if (reason !== undefined) failed.push(resource.logicalId);
  }
  if (failed.length === 0) await work.journal.stack(work.stack.id, "ROLLBACK_COMPLETE");
  else {
    const reason = `The following resource(s) failed to delete: [${failed.join(", ")}]. `;
    await work.journal.stack(work.stack.id, "ROLLBACK_FAILED", reason);
  }
}
