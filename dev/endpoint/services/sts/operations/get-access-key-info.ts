import { inputOf } from "../../../model/input-of.ts";
import type { Host, Operation } from "../../../service.ts";

const parse = inputOf("sts", "GetAccessKeyInfo");

/** Tells the account that a key stands for. */
export function getAccessKeyInfo(host: Host): Operation<ReturnType<typeof parse>, { Account: string }> {
  return {
    parse,
    permissions: () => [{ action: "sts:GetAccessKeyInfo", resource: "*" }],
    run({ AccessKeyId: key }) {
      const caller = host.credentials.find(key)?.caller ?? host.credentials.stranger(key);
      return { Account: caller.account };
    },
  };
}
