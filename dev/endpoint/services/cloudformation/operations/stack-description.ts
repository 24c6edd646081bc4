import type { Stack } from "../stack.ts";
import type { StackParameter } from "../template/parameters.ts";
import { type Template, parseTemplate } from "../template/template.ts";

/** A stack as DescribeStacks shows it. */
export function describeStack(stack: Stack): Record<string, unknown> {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    ParentId: stack.parentId,
    RootId: stack.rootId,
    Description: stack.description,
    Parameters: describeParameters(stack.parameters, stack.template === "" ? undefined : parseTemplate(stack.template)),
    CreationTime: new Date(stack.createdAt),
    DeletionTime: toDate(stack.deletedAt),
    LastUpdatedTime: toDate(stack.updatedAt),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: stack.onFailure === "DO_NOTHING",
    NotificationARNs: [],
    Capabilities: stack.capabilities,
    Outputs: stack.outputs,
    RoleARN: stack.roleArn,
    Tags: stack.tags,
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
  };
}

/** Parameters with their values; the value of a NoEcho parameter is not shown. */
export function describeParameters(
  parameters: readonly StackParameter[],
  template: Template | undefined,
): Record<string, unknown>[] {
  return parameters.map(({ key, value, resolved }) => ({
    ParameterKey: key,
    ParameterValue: template?.Parameters[key]?.NoEcho === true ? "****" : value,
    ResolvedValue: resolved,
  }));
}

/** A time of the state as the API shows it. */
export function toDate(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}
