import { accessDenied } from "../../errors.ts";
import type { Permission } from "../../identity/caller.ts";
import type { Call } from "../../service.ts";
import type { S3Context } from "./context.ts";

/** Throws `AccessDenied` for what only the work itself shows to be needed, where the caller may not do it. */
export function requirePermission({ host }: S3Context, permission: Permission, call: Call): void {
  // Asked in an audit as well: what is asked is counted.
  if (host.authorizer.allows(call.caller, permission) || host.settings.iam === "audit") return;
  throw accessDenied(call.caller.arn, permission.action, permission.resource, 403);
}
