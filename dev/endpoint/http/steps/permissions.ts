import { accessDenied } from "../../errors.ts";
import type { Authorizer } from "../../identity/caller.ts";
import type { EndpointSettings } from "../../service.ts";
import { operationOf } from "./operation-of.ts";
import type { OperationStep } from "./step.ts";

/**
 * Refuses what another account has, to every caller, and what the policies of a function's role do not allow. Throws
 * `AccessDeniedException`.
 */
export function permissions(authorizer: Authorizer, iam: EndpointSettings["iam"]): OperationStep {
  return (called) => {
    const { call, served } = called;
    const { acrossAccounts = false, deniedStatus } = served.definition;
    const { caller } = call;
    const needed = operationOf(called).permissions(called.parsed, call);
    for (const { action, resource, isUpstream = false } of needed) {
      // Only a policy of the resource could allow it, and those are not evaluated.
      if (acrossAccounts || isUpstream || isOf(caller.account, resource)) continue;
      throw accessDenied(caller.arn, action, resource, deniedStatus, "resource-based");
    }
    if (caller.roleArn === undefined) return;
    for (const permission of needed) {
      if (authorizer.allows(caller, permission) || iam === "audit") continue;
      throw accessDenied(caller.arn, permission.action, permission.resource, deniedStatus);
    }
  };
}

/** Whether an ARN names no account, or that one. */
function isOf(account: string, resource: string): boolean {
  const named = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1];
  return named === undefined || named === account;
}
