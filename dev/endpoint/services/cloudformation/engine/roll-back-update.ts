import type { StackResource } from "../stack.ts";
import { creationOrder } from "../template/dependencies.ts";
import { deleteResource, removalOrder } from "./delete-resource.ts";
import { ResourceFailed, keep } from "./create-resource.ts";
import { Halted, type StackWork } from "./stack-work.ts";
import { change } from "./update-resource.ts";

/** Brings back what an update had changed: UPDATE_ROLLBACK_IN_PROGRESS → …_COMPLETE or …_FAILED. */
export async function rollBackUpdate(work: StackWork): Promise<void> {
  const failed: string[] = [];
  for (const resource of oldestFirst(work)) {
    work.checkpoint();
    try {
      await restore(work, resource);
    } catch (error) {
      if (error instanceof Halted || !(error instanceof ResourceFailed)) throw error;
      failed.push(error.logicalId);
    }
  }
  if (failed.length > 0) {
    const reason = `The following resource(s) failed to update: [${failed.join(", ")}]. `;
    await work.journal.stack(work.stack.id, "UPDATE_ROLLBACK_FAILED", reason);
    return;
  }
  await work.journal.stack(work.stack.id, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
  await cleanUpAfterRollback(work);
}

/** Removes what the update that was rolled back had made: …_CLEANUP_IN_PROGRESS → UPDATE_ROLLBACK_COMPLETE. */
export async function cleanUpAfterRollback(work: StackWork): Promise<void> {
  const made = [...work.resources.values()].filter(({ change: what }) => what === "created" || what === "replaced");
  for (const resource of removalOrder(made)) {
    work.checkpoint();
    if (resource.change === "created") {
      const reason = await deleteResource(work, resource, { retain: resource.deletionPolicy === "Retain" });
      if (reason !== undefined) {
        work.resources.delete(resource.logicalId);
        await work.host.state.write(() => work.store.removeResource(work.stack.id, resource.logicalId));
      }
    } else if (resource.before !== undefined) {
      await deleteResource(work, resource, { instead: resource.before, retain: false });
    }
  }
  await work.journal.stack(work.stack.id, "UPDATE_ROLLBACK_COMPLETE", undefined, ({ previous, ...stack }) => ({
    ...stack,
    ...previous,
    updatedAt: Date.now(),
  }));
}

async function restore(work: StackWork, resource: StackResource): Promise<void> {
  const { before } = resource;
  if (resource.change === undefined && resource.status === "UPDATE_FAILED") {
    // It failed before its service was called: there is nothing to bring back.
    const { reason: _, ...rest } = resource;
    await keep(work, { ...rest, status: "UPDATE_COMPLETE", updatedAt: Date.now() });
    return;
  }
  if (resource.change !== "updated" || before === undefined) return;
  // It stays recorded as changed until it is brought back, so that a start after a kill, or a later
  // ContinueUpdateRollback, does it again.
  await work.journal.note(work.stack, { ...before, status: "UPDATE_IN_PROGRESS", updatedAt: Date.now() });
  await change(work, { ...before, updatedAt: Date.now() }, resource.properties, resource);
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
