import * as v from "valibot";
import { ServiceError } from "../../errors.ts";
import type { Call, Host } from "../../service.ts";

const GetRoleOutput = v.object({
  Role: v.object({ RoleId: v.string(), RoleName: v.string(), Arn: v.string(), MaxSessionDuration: v.number() }),
});

/** What STS needs of a role. */
export type RoleOfSession = v.InferOutput<typeof GetRoleOutput>["Role"];

/** A role of any account, looked up by STS itself and not under the caller's policy; undefined where there is none. */
export async function findRole(
  host: Pick<Host, "dispatch">,
  account: string,
  name: string,
  call: Call,
): Promise<RoleOfSession | undefined> {
  const caller = { account, arn: call.caller.arn, accessKeyId: call.caller.accessKeyId };
  try {
    return v.parse(GetRoleOutput, await host.dispatch("iam", "GetRole", { RoleName: name }, { ...call, caller })).Role;
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}
