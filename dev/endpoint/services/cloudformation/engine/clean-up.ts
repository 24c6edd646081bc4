import type { StackResource } from "../stack.ts";
import { deleteResource, removalOrder } from "./delete-resource.ts";
import type { StackWork } from "./stack-work.ts";

/**
 * Removes what an update has replaced or dropped: UPDATE_COMPLETE_CLEANUP_IN_PROGRESS → UPDATE_COMPLETE. A removal
 * that fails does not fail the update; as on AWS its event alone tells of it.
 */
export async function cleanUpAfterUpdate(work: StackWork): Promise<void> {
  const active = new Set(work.order);
  for (const resource of removalOrder([...work.resources.values()])) {
    work.checkpoint();
    if (!active.has(resource.logicalId)) {
      const reason = await deleteResource(work, resource, { retain: resource.deletionPolicy !== "Delete" });
      if (reason !== undefined) await forget(work, resource);
      continue;
    }
    const { change, before, ...settled } = resource;
    if (change === "replaced" && before !== undefined) {
      const retain = resource.replacePolicy === "Retain";
      await deleteResource(work, before, { instead: settled, retain });
    } else if (change !== undefined) {
      work.resources.set(resource.logicalId, settled);
      await work.journal.quietly(work.stack, [settled]);
    }
  }
  await work.journal.stack(work.stack.id, "UPDATE_COMPLETE", undefined, (stack) => {
    const { previous: _, ...settled } = stack;
    return { ...settled, updatedAt: Date.now() };
  });
}

/** Lets go of a resource that the template has dropped and its service would not remove. */
async function forget(work: StackWork, resource: StackResource): Promise<void> {
  work.resources.delete(resource.logicalId);
  await work.host.state.write(() => work.store.removeResource(work.stack.id, resource.logicalId));
}
