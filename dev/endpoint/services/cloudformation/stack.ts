import type { Caller } from "../../identity/caller.ts";
import type { StackStatus } from "./stack-life.ts";
import type { StackParameter } from "./template/parameters.ts";

/** One tag, as the API has it. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What a create or update was asked to make of a stack. */
export interface StackInput {
  /** The template as it was sent, or what its transform has made of it. */
  readonly template: string;
  /** The template as it was sent, where it has a transform. */
  readonly original?: string;
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
  /** ARN of the stack that this one is a resource of. */
  readonly parentId?: string;
  /** ARN of the one at the top, of a stack that is a resource of another. */
  readonly rootId?: string;
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
