import { randomUUID } from "node:crypto";
import type { IssuedCredentials } from "../../../identity/credentials.ts";
import type { Call, Host } from "../../../service.ts";
import type { FunctionRecord } from "../function-record.ts";

/** Seconds that an environment's credentials are good for; an environment does not live longer. */
export const CREDENTIAL_SECONDS = 12 * 60 * 60;

/** Keys of the function's role, whose calls are evaluated against its policies. */
export function issueRoleCredentials(host: Host, record: FunctionRecord): Promise<IssuedCredentials> {
  return host.credentials.issue({
    account: record.account,
    arn: sessionArn(record),
    roleArn: record.settings.Role,
    enforced: true,
    seconds: CREDENTIAL_SECONDS,
  });
}

/** A call that Lambda makes with the function's role: log lines, destinations. */
export function roleCall(record: FunctionRecord, accessKeyId: string, traceId: string | undefined): Call {
  return {
    requestId: randomUUID(),
    region: record.region,
    caller: { account: record.account, arn: sessionArn(record), accessKeyId, roleArn: record.settings.Role },
    ...(traceId === undefined ? {} : { traceId }),
  };
}

function sessionArn(record: FunctionRecord): string {
  const [, , , , account = record.account, resource = ""] = record.settings.Role.split(":");
  return `arn:aws:sts::${account}:assumed-role/${resource.split("/").at(-1) ?? ""}/${record.name}`;
}
