import { validationError } from "./errors.ts";

/*
 * The life of a stack. Double arrows are what is asked for, single ones are what its own step comes to.
 *
 *   REVIEW ═create═► CREATE ──► CREATE_COMPLETE ═update═► UPDATE ──► UPDATE_COMPLETE_CLEANUP ──► UPDATE_COMPLETE
 *                      │                                    │                                    (═update═► UPDATE)
 *                      ├──► ROLLBACK ──► ROLLBACK_COMPLETE  └──► UPDATE_ROLLBACK ──► UPDATE_ROLLBACK_COMPLETE_CLEANUP
 *                      │             └─► ROLLBACK_FAILED            ▲     │          ──► UPDATE_ROLLBACK_COMPLETE
 *                      ├──► CREATE_FAILED (DO_NOTHING)              ║     ▼              (═update═► UPDATE)
 *                      └──► DELETE (OnFailure DELETE)  continueRollback═ UPDATE_ROLLBACK_FAILED
 *
 *   CREATE and whatever is settled ═delete═► DELETE ──► DELETE_COMPLETE, or DELETE_FAILED
 *
 * Each arrow is one write of the state: what is asked for is looked at, checked against this table and begun in it,
 * so that of two requests at one moment one finds what the other has made of the stack. A step whose stack was moved
 * under it by a request (a creation that is deleted) finds that out at its own next arrow, and ends.
 */

/** Statuses of a stack that the embedded engine gives. */
export type StackStatus =
  | "REVIEW_IN_PROGRESS"
  | "CREATE_IN_PROGRESS"
  | "CREATE_COMPLETE"
  | "CREATE_FAILED"
  | "ROLLBACK_IN_PROGRESS"
  | "ROLLBACK_COMPLETE"
  | "ROLLBACK_FAILED"
  | "UPDATE_IN_PROGRESS"
  | "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
  | "UPDATE_COMPLETE"
  | "UPDATE_ROLLBACK_IN_PROGRESS"
  | "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"
  | "UPDATE_ROLLBACK_COMPLETE"
  | "UPDATE_ROLLBACK_FAILED"
  | "DELETE_IN_PROGRESS"
  | "DELETE_COMPLETE"
  | "DELETE_FAILED";

/** What runs on a stack in the background, until it has come to a status in which nothing does. */
export type StackStep =
  | "create"
  | "rollBackCreation"
  | "update"
  | "cleanUp"
  | "rollBackUpdate"
  | "cleanUpAfterRollback"
  | "remove";

/**
 * What operations ask of a stack. `create`: ExecuteChangeSet of a new one. `update`: UpdateStack, ExecuteChangeSet,
 * and CreateChangeSet, which does not move it. `protect`: UpdateTerminationProtection, which does not either.
 */
export type StackRequest = "create" | "update" | "continueRollback" | "delete" | "protect";

interface StackState {
  /** What is at work on it. */
  readonly step?: StackStep;
  /** What that step may come to. */
  readonly next: readonly StackStatus[];
  /** Where the next start takes it on, if the endpoint was stopped meanwhile; without it the step goes on. */
  readonly afterStop?: StackStatus;
  /** What it becomes by an error of ours in the middle of the step. */
  readonly broken?: StackStatus;
  /** What may be asked of it, and what it becomes by that. */
  readonly asks: Readonly<Partial<Record<StackRequest, StackStatus>>>;
  /** What the change set that was executed last has come to. */
  readonly executed: "EXECUTE_IN_PROGRESS" | "EXECUTE_COMPLETE" | "EXECUTE_FAILED";
}

const DELETABLE = { delete: "DELETE_IN_PROGRESS" } as const;
const UPDATABLE = { update: "UPDATE_IN_PROGRESS", ...DELETABLE } as const;

/** The table: each status, who is at work in it, what it may come to, and what may be asked in it. */
export const STACK_LIFE = {
  REVIEW_IN_PROGRESS: {
    next: [],
    asks: { create: "CREATE_IN_PROGRESS", delete: "DELETE_COMPLETE", protect: "REVIEW_IN_PROGRESS" },
    executed: "EXECUTE_IN_PROGRESS",
  },
  CREATE_IN_PROGRESS: {
    step: "create",
    next: ["CREATE_COMPLETE", "CREATE_FAILED", "ROLLBACK_IN_PROGRESS", "DELETE_IN_PROGRESS"],
    afterStop: "ROLLBACK_IN_PROGRESS",
    broken: "CREATE_FAILED",
    asks: { ...DELETABLE, protect: "CREATE_IN_PROGRESS" },
    executed: "EXECUTE_IN_PROGRESS",
  },
  CREATE_COMPLETE: { next: [], asks: { ...UPDATABLE, protect: "CREATE_COMPLETE" }, executed: "EXECUTE_COMPLETE" },
  CREATE_FAILED: { next: [], asks: { ...DELETABLE, protect: "CREATE_FAILED" }, executed: "EXECUTE_FAILED" },
  ROLLBACK_IN_PROGRESS: {
    step: "rollBackCreation",
    next: ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED"],
    broken: "ROLLBACK_FAILED",
    asks: { protect: "ROLLBACK_IN_PROGRESS" },
    executed: "EXECUTE_IN_PROGRESS",
  },
  ROLLBACK_COMPLETE: { next: [], asks: { ...DELETABLE, protect: "ROLLBACK_COMPLETE" }, executed: "EXECUTE_FAILED" },
  ROLLBACK_FAILED: { next: [], asks: { ...DELETABLE, protect: "ROLLBACK_FAILED" }, executed: "EXECUTE_FAILED" },
  UPDATE_IN_PROGRESS: {
    step: "update",
    next: ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"],
    afterStop: "UPDATE_ROLLBACK_IN_PROGRESS",
    // From there ContinueUpdateRollback or DeleteStack go on.
    broken: "UPDATE_ROLLBACK_FAILED",
    asks: { protect: "UPDATE_IN_PROGRESS" },
    executed: "EXECUTE_IN_PROGRESS",
  },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: {
    step: "cleanUp",
    next: ["UPDATE_COMPLETE"],
    // The update holds; what it was to remove is left, as where a service refuses to remove it.
    broken: "UPDATE_COMPLETE",
    asks: { protect: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" },
    executed: "EXECUTE_IN_PROGRESS",
  },
  UPDATE_COMPLETE: { next: [], asks: { ...UPDATABLE, protect: "UPDATE_COMPLETE" }, executed: "EXECUTE_COMPLETE" },
  UPDATE_ROLLBACK_IN_PROGRESS: {
    step: "rollBackUpdate",
    next: ["UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED"],
    broken: "UPDATE_ROLLBACK_FAILED",
    asks: { protect: "UPDATE_ROLLBACK_IN_PROGRESS" },
    executed: "EXECUTE_IN_PROGRESS",
  },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: {
    step: "cleanUpAfterRollback",
    next: ["UPDATE_ROLLBACK_COMPLETE"],
    broken: "UPDATE_ROLLBACK_FAILED",
    asks: { protect: "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" },
    executed: "EXECUTE_IN_PROGRESS",
  },
  UPDATE_ROLLBACK_COMPLETE: {
    next: [],
    asks: { ...UPDATABLE, protect: "UPDATE_ROLLBACK_COMPLETE" },
    executed: "EXECUTE_FAILED",
  },
  UPDATE_ROLLBACK_FAILED: {
    next: [],
    asks: { continueRollback: "UPDATE_ROLLBACK_IN_PROGRESS", ...DELETABLE, protect: "UPDATE_ROLLBACK_FAILED" },
    executed: "EXECUTE_FAILED",
  },
  DELETE_IN_PROGRESS: {
    step: "remove",
    next: ["DELETE_COMPLETE", "DELETE_FAILED"],
    broken: "DELETE_FAILED",
    asks: {},
    executed: "EXECUTE_IN_PROGRESS",
  },
  DELETE_COMPLETE: { next: [], asks: {}, executed: "EXECUTE_FAILED" },
  DELETE_FAILED: { next: [], asks: { ...DELETABLE, protect: "DELETE_FAILED" }, executed: "EXECUTE_FAILED" },
} as const satisfies Record<StackStatus, StackState>;

/** What the step that is at work in a status may come to. */
export type NextStatus<From extends StackStatus> = (typeof STACK_LIFE)[From]["next"][number];

/** A status, as the table has it. */
export function stackState(status: StackStatus): StackState {
  return STACK_LIFE[status];
}

interface Asked {
  /** ARN. */
  readonly id: string;
  readonly name: string;
  readonly status: StackStatus;
}

/** What a stack becomes by what is asked of it. Throws a ValidationError in AWS's words where it may not be asked. */
export function statusAfter(stack: Asked, request: StackRequest): StackStatus {
  const status = stackState(stack.status).asks[request];
  if (status === undefined) throw validationError(REFUSALS[request](stack));
  return status;
}

const REFUSALS: Readonly<Record<StackRequest, (stack: Asked) => string>> = {
  create: ({ id, status }) => `Stack:${id} is in ${status} state and can not be created.`,
  update: ({ id, status }) => `Stack:${id} is in ${status} state and can not be updated.`,
  continueRollback: ({ id, status }) => `Stack:${id} is in ${status} state and can not continue rollback.`,
  delete: ({ name, status }) => `Stack [${name}] cannot be deleted while in status ${status}`,
  // The words are ours; that it is refused in these statuses is in AWS's guide ("Protect stacks from being deleted").
  protect: ({ name, status }) => `Termination protection of stack [${name}] cannot be changed in status ${status}`,
};
