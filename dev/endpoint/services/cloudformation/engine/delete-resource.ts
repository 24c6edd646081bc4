import { type StackResource, leaving } from "../resource-life.ts";
import { resourceTypeOf } from "../resource-types/table.ts";
import { creationOrder } from "../template/dependencies.ts";
import { failureReason } from "./failure-reason.ts";
import { Halted } from "./halted.ts";
import { type StackWork, contextOf, keep } from "./stack-work.ts";

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

/** What becomes of a resource that is to go. */
export interface Deletion {
  readonly retain: boolean;
  /** What stands in its place in the stack; without it nothing does. */
  readonly instead?: StackResource;
  /** Lets go of it though its service refuses to remove it; its event alone tells of it. */
  readonly forget?: boolean;
}

/**
 * Removes what a resource stands for, and takes it out of the stack. Resolves with the reason where the service
 * refused; unless something else stands in its place, or it is forgotten, it then stays as DELETE_FAILED.
 */
export async function deleteResource(
  work: StackWork,
  resource: StackResource,
  { retain, instead, forget = false }: Deletion,
): Promise<string | undefined> {
  const leave = async (status: "DELETE_COMPLETE" | "DELETE_SKIPPED" | "DELETE_FAILED", why?: string): Promise<void> => {
    if (instead === undefined) work.resources.delete(resource.logicalId);
    else work.resources.set(resource.logicalId, instead);
    await work.journal.gone(work.stack, leaving(resource, status, why), instead);
  };
  if (retain) {
    await leave("DELETE_SKIPPED");
    return undefined;
  }
  if (resource.begun) {
    await work.journal.note(work.stack, leaving(resource, "DELETE_IN_PROGRESS"));
    try {
      await resourceTypeOf(resource.type).delete(resource.properties, contextOf(work, resource));
    } catch (error) {
      if (error instanceof Halted) throw error;
      const reason = failureReason(error);
      if (forget || instead !== undefined) await leave("DELETE_FAILED", reason);
      else await keep(work, leaving(resource, "DELETE_FAILED", reason));
      return reason;
    }
  }
  await leave("DELETE_COMPLETE");
  return undefined;
}
