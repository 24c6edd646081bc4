import { type StackResource, dueFor, isRetained, restored } from "../resource-life.ts";
import { creationOrder } from "../template/dependencies.ts";
import { deleteResource, removalOrder } from "./delete-resource.ts";
import { ResourceFailed } from "./resource-failed.ts";
import { withInput } from "./stack-input.ts";
import { type StackWork, keep, keepQuietly } from "./stack-work.ts";
import { restoreResource } from "./update-resource.ts";

/** Brings back what an update had changed: UPDATE_ROLLBACK_IN_PROGRESS → …_COMPLETE or …_FAILED. */
export async function rollBackUpdate(work: StackWork): Promise<void> {
  const failed: string[] = [];
  for (const resource of oldestFirst(work)) {
    work.checkpoint();
    try {
      await restore(work, resource);
    } catch (error) {
      if (!(error instanceof ResourceFailed)) throw error;
      failed.push(error.logicalId);
    }
  }
  const { id } = work.stack;
  if (failed.length > 0) {
    const reason = `The following resource(s) failed to update: [${failed.join(", ")}]. `;
    await work.journal.move(id, "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED", reason);
    return;
  }
  await work.journal.move(id, "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
  await cleanUpAfterRollback(work);
}

/** Removes what the update that was rolled back had made: …_CLEANUP_IN_PROGRESS → UPDATE_ROLLBACK_COMPLETE. */
export async function cleanUpAfterRollback(work: StackWork): Promise<void> {
  const { id } = work.stack;
  for (const resource of removalOrder(work.resources.values())) {
    work.checkpoint();
    if (dueFor(resource, "cleanUpAfterRollback") !== "remove") continue;
    if (resource.before !== undefined) {
      await deleteResource(work, resource, { retain: false, instead: resource.before });
      continue;
    }
    await deleteResource(work, resource, { retain: isRetained(resource, "creation rolled back"), forget: true });
  }
  const status = "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS";
  await work.journal.move(id, status, "UPDATE_ROLLBACK_COMPLETE", undefined, ({ previous, ...stack }) => ({
    ...(previous === undefined ? stack : withInput(stack, previous)),
    updatedAt: Date.now(),
  }));
}

async function restore(work: StackWork, resource: StackResource): Promise<void> {
  const { before } = resource;
  switch (dueFor(resource, "restore")) {
    case "tell":
      await keep(work, restored(resource));
      return;
    case "put back":
      if (before !== undefined) await keepQuietly(work, before);
      return;
    case "change back":
      if (before !== undefined) await restoreResource(work, resource, before);
      return;
    default:
  }
}

function oldestFirst(work: StackWork): StackResource[] {
  const waits = new Map(
    [...work.resources.values()].map(({ logicalId, after, before }) => [
      logicalId,
      new Set((before?.after ?? after).filter((other) => work.resources.has(other))),
    ]),
  );
  return creationOrder(waits).flatMap((id) => work.resources.get(id) ?? []);
}
