import { resourceTypeOf } from "../resource-types/table.ts";
import type { StackResource } from "../stack.ts";
import { creationOrder } from "../template/dependencies.ts";
import { failureReason } from "./failure-reason.ts";
import { type StackWork, contextOf } from "./stack-work.ts";

/** Resources in an order in which each goes before what it was made after. */
export function removalOrder(resources: Iterable<StackResource>): StackResource[] {
  const all = new Map([...resources].map((resource) => [resource.logicalId, resource]));
  const waits = new Map(
    [...all.values()].map(({ logicalId, after }) => [logicalId, new Set(after.filter((other) => all.has(other)))]),
  );
  return creationOrder(waits)
    .reverse()
    .flatMap((id) => all.get(id) ?? []);
}

/**
 * Removes what a resource stands for, and takes it out of the stack (or puts `instead` in its place). Resolves with
 * the reason where the service refused; the resource then stays as DELETE_FAILED.
 */
export async function deleteResource(
  work: StackWork,
  resource: StackResource,
  options: { instead?: StackResource; retain: boolean },
): Promise<string | undefined> {
  const { instead, retain } = options;
  const leave = (left: StackResource): Promise<void> => {
    if (instead === undefined) work.resources.delete(resource.logicalId);
    else work.resources.set(resource.logicalId, instead);
    return work.journal.gone(work.stack, left, instead);
  };
  const { reason: _, ...rest } = resource;
  if (retain) {
    await leave({ ...rest, status: "DELETE_SKIPPED", updatedAt: Date.now() });
    return undefined;
  }
  if (!resource.begun) {
    await leave({ ...rest, status: "DELETE_COMPLETE", updatedAt: Date.now() });
    return undefined;
  }
  await work.journal.note(work.stack, { ...rest, status: "DELETE_IN_PROGRESS", updatedAt: Date.now() });
  try {
    await resourceTypeOf(resource.type).delete(resource.properties, contextOf(work, resource));
  } catch (error) {
    const reason = failureReason(error);
    const failed: StackResource = { ...rest, status: "DELETE_FAILED", reason, updatedAt: Date.now() };
    // With another one in its place the old one is no part of the stack any more: its event alone tells of it.
    if (instead !== undefined) await leave(failed);
    else {
      work.resources.set(resource.logicalId, failed);
      await work.journal.resource(work.stack, failed);
    }
    return reason;
  }
  await leave({ ...rest, status: "DELETE_COMPLETE", updatedAt: Date.now() });
  return undefined;
}
