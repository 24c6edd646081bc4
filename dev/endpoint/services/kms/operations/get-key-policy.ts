import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { onKey } from "../key.ts";
import { checkPolicyName } from "../members.ts";
import type { KeyStore } from "../store.ts";

const parse = inputOf("kms", "GetKeyPolicy", { PolicyName: "default" });

/** The policy of a key. */
export function getKeyPolicy(store: KeyStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => onKey("GetKeyPolicy", input.KeyId, call),
    run: (input, call) =>
      store.read(() => {
        const { policy } = store.require(call, input.KeyId);
        checkPolicyName(input.PolicyName);
        return { Policy: policy, PolicyName: input.PolicyName };
      }),
  };
}
