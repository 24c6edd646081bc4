import type { Host, Operation } from "../../../service.ts";
import { findRole } from "../roles.ts";

interface Output {
  readonly UserId: string;
  readonly Account: string;
  readonly Arn: string;
}

/** Tells who signed the call. Needs no permission, as on AWS. */
export function getCallerIdentity(host: Host): Operation<undefined, Output> {
  return {
    parse: () => undefined,
    permissions: () => [],
    async run(_input, call) {
      const { account, arn } = call.caller;
      const [, role, session] = /:assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
      if (role === undefined || session === undefined) return { UserId: account, Account: account, Arn: arn };
      // A role that was deleted takes its id along; its sessions go on until they expire.
      const id = (await findRole(host, account, role, call))?.RoleId ?? role;
      return { UserId: `${id}:${session}`, Account: account, Arn: arn };
    },
  };
}
