import { type StackResource, dueFor, isRetained } from "../resource-life.ts";
import { deleteResource, removalOrder } from "./delete-resource.ts";
import type { StackWork } from "./stack-work.ts";

/** Removes the resources of a stack in DELETE_IN_PROGRESS, then the stack: DELETE_COMPLETE or DELETE_FAILED. */
export async function removeStack(work: StackWork): Promise<void> {
  const failed: string[] = [];
  const { id, retained, everComplete } = work.stack;
  for (const resource of removalOrder(work.resources.values())) {
    work.checkpoint();
    const retain = retained.includes(resource.logicalId) || isRetained(resource, "stack deleted", everComplete);
    const reason = await deleteResource(work, await finishRollback(work, resource), { retain });
    if (reason !== undefined) failed.push(resource.logicalId);
  }
  if (failed.length > 0) {
    const reason = `The following resource(s) failed to delete: [${failed.join(", ")}]. `;
    await work.journal.move(id, "DELETE_IN_PROGRESS", "DELETE_FAILED", reason);
    return;
  }
  await work.journal.move(id, "DELETE_IN_PROGRESS", "DELETE_COMPLETE", undefined, (stack) => ({
    ...stack,
    deletedAt: Date.now(),
  }));
}

/** Of a replacement whose rollback did not come to its end the new resource goes, and the old one is the stack's. */
async function finishRollback(work: StackWork, resource: StackResource): Promise<StackResource> {
  const { before } = resource;
  if (dueFor(resource, "cleanUpAfterRollback") !== "remove" || before === undefined) return resource;
  await deleteResource(work, resource, { retain: false, instead: before });
  return before;
}
