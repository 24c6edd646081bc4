import type { Caller } from "../../identity/caller.ts";
import type { StackParameter } from "./template/parameters.ts";

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

/** Statuses of a resource. */
export type ResourceStatus =
  | `${"CREATE" | "UPDATE" | "DELETE"}_${"IN_PROGRESS" | "COMPLETE" | "FAILED"}`
  | "DELETE_SKIPPED";

/** One tag, as the API has it. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What a create or update was asked to make of a stack. */
export interface StackInput {
  /** The template as it was sent. */
  readonly template: string;
  readonly parameters: readonly StackParameter[];
  readonly tags: readonly Tag[];
  readonly capabilities: readonly string[];
  /** Shown as it was given; resources are made under the caller's own policy. */
  readonly roleArn?: string;
}

/** One output of a stack. */
export interface StackOutput {
  readonly OutputKey: string;
  readonly OutputValue: string;
  readonly Description?: string;
  readonly ExportName?: string;
}

/** A stack as it is stored. */
export interface Stack extends StackInput {
  /** ARN. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly status: StackStatus;
  readonly reason?: string;
  readonly description?: string;
  readonly outputs: readonly StackOutput[];
  readonly onFailure: "ROLLBACK" | "DELETE" | "DO_NOTHING";
  readonly terminationProtection: boolean;
  /** Whether it has ever reached CREATE_COMPLETE; until then RetainExceptOnCreate does not retain. */
  readonly everComplete: boolean;
  readonly changeSetId?: string;
  /** What an update that fails goes back to. */
  readonly previous?: StackInput;
  /** Logical ids that DeleteStack was told to leave. */
  readonly retained: readonly string[];
  /** Under whose policy the resources are made. */
  readonly caller: Caller;
  /** ClientRequestToken of the operation that runs, or ran last. */
  readonly token?: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly deletedAt?: number;
}

/** A resource of a stack as it is stored. */
export interface StackResource {
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
  readonly deletionPolicy: "Delete" | "Retain" | "RetainExceptOnCreate";
  readonly replacePolicy: "Delete" | "Retain";
  /** What the running update did to it. */
  readonly change?: "created" | "updated" | "replaced";
  /** As it was before that update. */
  readonly before?: StackResource;
  /** Logical ids that it was made after. */
  readonly after: readonly string[];
  /** Epoch milliseconds. */
  readonly updatedAt: number;
}

/** One line of DescribeStackEvents. */
export interface StackEvent {
  readonly eventId: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly properties?: string;
  readonly token?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The type that stacks have in their own events. */
export const STACK_TYPE = "AWS::CloudFormation::Stack";
