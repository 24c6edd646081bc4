import { dueFor, isRetained, settled } from "../resource-life.ts";
import { deleteResource, removalOrder } from "./delete-resource.ts";
import { type StackWork, keepQuietly } from "./stack-work.ts";

/**
 * Removes what an update has replaced or dropped: UPDATE_COMPLETE_CLEANUP_IN_PROGRESS → UPDATE_COMPLETE. A removal
 * that fails does not fail the update; as on AWS its event alone tells of it.
 */
export async function cleanUpAfterUpdate(work: StackWork): Promise<void> {
  const active = new Set(work.order);
  for (const resource of removalOrder(work.resources.values())) {
    work.checkpoint();
    if (!active.has(resource.logicalId)) {
      await deleteResource(work, resource, { retain: isRetained(resource, "dropped by the template"), forget: true });
      continue;
    }
    const due = dueFor(resource, "cleanUp");
    if (due === "remove the old one" && resource.before !== undefined) {
      const retain = isRetained(resource, "replaced");
      await deleteResource(work, resource.before, { retain, instead: settled(resource) });
    } else if (due !== "nothing") await keepQuietly(work, settled(resource));
  }
  await work.journal.move(
    work.stack.id,
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "UPDATE_COMPLETE",
    undefined,
    (stack) => {
      const { previous: _, ...rest } = stack;
      return { ...rest, updatedAt: Date.now() };
    },
  );
}
