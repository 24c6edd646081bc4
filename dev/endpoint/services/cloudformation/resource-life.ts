/*
 * The life of a resource in an operation on its stack.
 *
 * A row says what has become of it (`status`), whether its service was ever asked to make it, so that there may be
 * something to remove (`begun`), and while an update runs what that did to it (`change`) and what it was (`before`).
 * Each arrow is a function below; who may ask for it stands beside it. Nothing else writes these members.
 *
 *   planned ──► CREATE_IN_PROGRESS ──► CREATE_COMPLETE          creation, and an update that adds it
 *      │                └────────────► CREATE_FAILED, begun     its service may have made something
 *      └─refused──► CREATE_FAILED, not begun                    nothing of ours is there
 *
 *   complete ──► UPDATE_IN_PROGRESS ──► UPDATE_COMPLETE         an update; the rollback of one, towards `before`
 *      │                └─────────────► UPDATE_FAILED
 *      ├─refused──► UPDATE_FAILED, no change                    its service was not asked
 *      └─adopted──► as it was, with the new policies            no property differs
 *
 *   any ──► DELETE_IN_PROGRESS ──► gone (DELETE_COMPLETE)       clean-up, rollback, DeleteStack
 *    │                └──────────► DELETE_FAILED                its service would not remove it
 *    └────► gone (DELETE_SKIPPED)                               its policy retains it
 *
 * What an update did decides what is still to be done, when it holds and when it is rolled back: the table `DUE`. Until
 * that is done the row keeps `change` and `before`, so that a start after a kill, or ContinueUpdateRollback, does it
 * again; each part may have been done before.
 */

/** Statuses of a resource. */
export type ResourceStatus =
  | `${"CREATE" | "UPDATE" | "DELETE"}_${"IN_PROGRESS" | "COMPLETE" | "FAILED"}`
  | "DELETE_SKIPPED";

/** What a template says of a resource beside its properties. */
export interface ResourcePolicies {
  readonly deletionPolicy: "Delete" | "Retain" | "RetainExceptOnCreate";
  readonly replacePolicy: "Delete" | "Retain";
  /** Logical ids that it was made after. */
  readonly after: readonly string[];
}

/** A resource of a stack as it is stored. */
export interface StackResource extends ResourcePolicies {
  readonly logicalId: string;
  readonly type: string;
  /** Name that the resource has, or is being made with; empty where its type has no names. */
  readonly name: string;
  /** Empty until it is known. */
  readonly physicalId: string;
  /** Whether its service was asked to make it, so that there may be something to remove. */
  readonly begun: boolean;
  readonly status: ResourceStatus;
  readonly reason?: string;
  /** Properties with every intrinsic function resolved, stack tags included. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, string>>;
  /** What the running update did to it. */
  readonly change?: ResourceChange;
  /** As it was before that update; absent for what the update has added. */
  readonly before?: StackResource;
  /** Epoch milliseconds. */
  readonly updatedAt: number;
}

/** What an update did to a resource. `adopted`: its policies and its place in the order alone. */
export type ResourceChange = "created" | "adopted" | "updated" | "replaced";

/** `refused`: the update failed at it before its service was asked. */
type UpdateState = ResourceChange | "untouched" | "refused";

/** When something is due: after an update that holds, and in the two parts of a rollback. */
export type Phase = "cleanUp" | "restore" | "cleanUpAfterRollback";

/** What is due. */
export type Due = "nothing" | "settle" | "remove the old one" | "tell" | "put back" | "change back" | "remove";

/** The table: what the update did, and what is due for it. */
const DUE = {
  untouched: { cleanUp: "nothing", restore: "nothing", cleanUpAfterRollback: "nothing" },
  refused: { cleanUp: "nothing", restore: "tell", cleanUpAfterRollback: "nothing" },
  created: { cleanUp: "settle", restore: "nothing", cleanUpAfterRollback: "remove" },
  adopted: { cleanUp: "settle", restore: "put back", cleanUpAfterRollback: "nothing" },
  updated: { cleanUp: "settle", restore: "change back", cleanUpAfterRollback: "nothing" },
  replaced: { cleanUp: "remove the old one", restore: "nothing", cleanUpAfterRollback: "remove" },
} as const satisfies Record<UpdateState, Record<Phase, Due>>;

/** What is to be done with a resource in a phase. */
export function dueFor(resource: StackResource, phase: Phase): Due {
  return DUE[updateState(resource)][phase];
}

function updateState({ change, status }: StackResource): UpdateState {
  return change ?? (status === "UPDATE_FAILED" ? "refused" : "untouched");
}

/** Why a resource is to go. */
export type Removal = "dropped by the template" | "replaced" | "creation rolled back" | "stack deleted";

/**
 * Whether a policy keeps what a resource stands for. Of an update that was not brought to its end the policies of
 * `before` hold: its rollback has begun. RetainExceptOnCreate does not retain what no operation has completed.
 * @param complete whether the creation of the stack ever was
 */
export function isRetained(resource: StackResource, why: Removal, complete = true): boolean {
  switch (why) {
    case "dropped by the template":
      return resource.deletionPolicy !== "Delete";
    case "replaced":
      return resource.replacePolicy === "Retain";
    case "creation rolled back":
      return resource.deletionPolicy === "Retain";
    case "stack deleted": {
      const { deletionPolicy } = resource.before ?? resource;
      const completed = complete && resource.change !== "created";
      return deletionPolicy === "Retain" || (deletionPolicy === "RetainExceptOnCreate" && completed);
    }
    default:
      return why satisfies never;
  }
}

/** A resource that a template has and its stack does not: creation, update. */
export function planned(logicalId: string, type: string, change: "created" | undefined): StackResource {
  return {
    logicalId,
    type,
    name: "",
    physicalId: "",
    begun: false,
    status: "CREATE_IN_PROGRESS",
    properties: {},
    attributes: {},
    deletionPolicy: "Delete",
    replacePolicy: "Delete",
    after: [],
    ...(change === undefined ? {} : { change }),
    updatedAt: Date.now(),
  };
}

/** Its service is about to be asked to make it. */
export function begun(resource: StackResource): StackResource {
  return { ...resource, begun: true, updatedAt: Date.now() };
}

/** What a template wants a resource to be. */
export interface Desired extends ResourcePolicies {
  readonly properties: StackResource["properties"];
}

/** Its service is about to be asked to change it: update. */
export function changing(before: StackResource, desired: Desired): StackResource {
  return {
    ...withStatus(settled(before), "UPDATE_IN_PROGRESS"),
    ...wanted(desired),
    change: "updated",
    before: settled(before),
  };
}

/** Its service is about to be asked for a new one in its place: update. */
export function replacing(before: StackResource, desired: Desired, name: string): StackResource {
  const reason = "Requested update requires the creation of a new physical resource; hence creating one.";
  return {
    ...withStatus(settled(before), "UPDATE_IN_PROGRESS", reason),
    ...wanted(desired),
    name,
    physicalId: "",
    begun: true,
    attributes: {},
    change: "replaced",
    before: settled(before),
  };
}

/** No property differs, but a policy may, or the order: update. */
export function adopting(before: StackResource, desired: Desired): StackResource {
  const { deletionPolicy, replacePolicy, after } = desired;
  return { ...settled(before), deletionPolicy, replacePolicy, after, change: "adopted", before: settled(before) };
}

/** Its service has made it, or changed it: creation, update. */
export function completed(
  resource: StackResource,
  attributes: StackResource["attributes"],
  physicalId = resource.physicalId,
): StackResource {
  return { ...withStatus(resource, `${verbOf(resource)}_COMPLETE`), physicalId, attributes };
}

/** It could not be made, or changed: creation, update, rollback. `ours`: whether there may be something to remove. */
export function failed(resource: StackResource, reason: string, ours = resource.begun): StackResource {
  return { ...withStatus(resource, `${verbOf(resource)}_FAILED`, reason), begun: ours };
}

/** The update failed at it before its service was asked. */
export function refused(before: StackResource, reason: string): StackResource {
  return withStatus(settled(before), "UPDATE_FAILED", reason);
}

/** Its service is about to bring it back to what it was: rollback. */
export function restoring(before: StackResource): StackResource {
  return withStatus(before, "UPDATE_IN_PROGRESS");
}

/** It is what it was before the update: rollback. */
export function restored(before: StackResource, attributes = before.attributes): StackResource {
  return { ...withStatus(before, "UPDATE_COMPLETE"), attributes };
}

/** What the update did to it is done with: clean-up. */
export function settled(resource: StackResource): StackResource {
  const { change: _, before: __, ...rest } = resource;
  return rest;
}

/** What becomes of a resource that is to go: clean-up, rollback, DeleteStack. */
export function leaving(
  resource: StackResource,
  status: "DELETE_IN_PROGRESS" | "DELETE_COMPLETE" | "DELETE_SKIPPED" | "DELETE_FAILED",
  reason?: string,
): StackResource {
  return withStatus(resource, status, reason);
}

function wanted({ properties, deletionPolicy, replacePolicy, after }: Desired): Desired {
  return { properties, deletionPolicy, replacePolicy, after };
}

function verbOf({ change }: StackResource): "CREATE" | "UPDATE" {
  return change === "updated" || change === "replaced" ? "UPDATE" : "CREATE";
}

function withStatus(resource: StackResource, status: ResourceStatus, reason?: string): StackResource {
  const { reason: _, ...rest } = resource;
  return { ...rest, status, ...(reason === undefined ? {} : { reason }), updatedAt: Date.now() };
}
