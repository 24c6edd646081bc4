import * as v from "valibot";
import { ServiceError } from "../../errors.ts";
import type { Call, Host } from "../../service.ts";
import { invalidParameter } from "./errors.ts";

const Answer = v.object({ Role: v.object({ Arn: v.string(), AssumeRolePolicyDocument: v.string() }) });
const Trust = v.object({
  Statement: v.union([
    v.array(v.unknown()),
    v.pipe(
      v.unknown(),
      v.transform((statement) => [statement]),
    ),
  ]),
});

/** Throws, as Lambda does, where the role is not there or does not trust Lambda. */
export async function checkExecutionRole(host: Host, roleArn: string, call: Call): Promise<void> {
  const [, , , , account = "", path = ""] = roleArn.split(":");
  // Lambda looks with its own rights: the caller need not be allowed to see the role.
  const caller = { account, arn: `arn:aws:iam::${account}:root`, accessKeyId: call.caller.accessKeyId };
  let answer: unknown;
  try {
    answer = await host.dispatch("iam", "GetRole", { RoleName: path.split("/").at(-1) }, { ...call, caller });
  } catch (error) {
    if (error instanceof ServiceError && error.code === "NoSuchEntity") throw notAssumable();
    throw error;
  }
  const { Role } = v.parse(Answer, answer);
  const trust = v.parse(Trust, JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument)));
  if (Role.Arn !== roleArn || !JSON.stringify(trust.Statement).includes("lambda.amazonaws.com")) throw notAssumable();
}

function notAssumable(): ServiceError {
  return invalidParameter("The role defined for the function cannot be assumed by Lambda.");
}
