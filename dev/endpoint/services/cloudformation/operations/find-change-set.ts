import type { Call } from "../../../service.ts";
import type { ChangeSet } from "../change-set.ts";
import { changeSetNotFound, validationError } from "../errors.ts";
import type { ServiceParts } from "../service-parts.ts";
import { stackState } from "../stack-life.ts";
import type { Stack } from "../stack.ts";

/** A change set by its ARN, or by its name and its stack, with that stack. Throws ChangeSetNotFound (404). */
export function findChangeSet(
  { host, store }: ServiceParts,
  reference: { readonly ChangeSetName: string; readonly StackName?: string | undefined },
  call: Call,
): Promise<{ changeSet: ChangeSet; stack: Stack }> {
  const { ChangeSetName, StackName } = reference;
  if (StackName === undefined && !ChangeSetName.startsWith("arn:")) {
    throw validationError("StackName must be specified if ChangeSetName is not specified as an ARN.");
  }
  return host.state.read(() => {
    const named = StackName === undefined ? undefined : store.find(call.caller.account, call.region, StackName);
    if (StackName !== undefined && named === undefined) throw validationError(`Stack [${StackName}] does not exist`);
    const changeSet = store.changeSet(named?.id, ChangeSetName);
    const stack = changeSet === undefined ? undefined : store.byId(changeSet.stackId);
    if (changeSet === undefined || stack?.account !== call.caller.account || stack.region !== call.region) {
      throw changeSetNotFound(ChangeSetName);
    }
    return { changeSet, stack };
  });
}

/** The execution status with the outcome in it: what a stack has come to tells how its change set ended. */
export function executionStatus(changeSet: ChangeSet, stack: Stack): ChangeSet["executionStatus"] {
  if (changeSet.executionStatus !== "EXECUTE_IN_PROGRESS" || stack.changeSetId !== changeSet.id) {
    return changeSet.executionStatus;
  }
  return stackState(stack.status).executed;
}
