import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Host, Operation } from "../../../service.ts";

const parse = inputParser(v.object({ AccessKeyId: v.pipe(v.string(), v.minLength(1)) }), "ValidationError");

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
