import { deleteResource, removalOrder } from "./delete-resource.ts";
import type { StackWork } from "./stack-work.ts";

/** Removes the resources of a stack in DELETE_IN_PROGRESS, then the stack: DELETE_COMPLETE or DELETE_FAILED. */
export async function removeStack(work: StackWork): Promise<void> {
  const failed: string[] = [];
  const { id, retained, everComplete } = work.stack;
  for (const resource of removalOrder(work.resources.values())) {
    work.checkpoint();
    const retain =
      retained.includes(resource.logicalId) ||
      resource.deletionPolicy === "Retain" ||
      (resource.deletionPolicy === "RetainExceptOnCreate" && everComplete);
    const reason = await deleteResource(work, resource, { retain });
    if (reason !== undefined) failed.push(resource.logicalId);
  }
  if (failed.length > 0) {
    const reason = `The following resource(s) failed to delete: [${failed.join(", ")}]. `;
    await work.journal.stack(id, "DELETE_FAILED", reason);
    return;
  }
  await work.journal.stack(id, "DELETE_COMPLETE", undefined, (stack) => ({ ...stack, deletedAt: Date.now() }));
}
