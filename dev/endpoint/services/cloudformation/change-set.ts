import type { StackInput } from "./stack.ts";

/** One resource that a change set would add, modify or remove. */
export interface Change {
  readonly action: "Add" | "Modify" | "Remove";
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly replacement?: "True" | "False" | "Conditional";
  /** Names of the properties that differ. */
  readonly properties: readonly string[];
  /** Those among them of which the change needs a new resource; absent for what is added or removed. */
  readonly recreating?: readonly string[];
}

/** A change set as it is stored. */
export interface ChangeSet {
  /** ARN. */
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly description?: string;
  readonly status: "CREATE_COMPLETE" | "FAILED";
  readonly reason?: string;
  readonly executionStatus:
    | "AVAILABLE"
    | "UNAVAILABLE"
    | "OBSOLETE"
    | "EXECUTE_IN_PROGRESS"
    | "EXECUTE_COMPLETE"
    | "EXECUTE_FAILED";
  readonly input: StackInput;
  readonly changes: readonly Change[];
  readonly onFailure?: "ROLLBACK" | "DELETE" | "DO_NOTHING";
  /** Epoch milliseconds. */
  readonly createdAt: number;
}
