import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { onKey } from "../key.ts";
import { checkPolicyName } from "../members.ts";
import type { KeyStore } from "../store.ts";

const parse = inputOf("kms", "PutKeyPolicy", { PolicyName: "default" });

/** Stores the policy of a key; it is returned, not evaluated. */
export function putKeyPolicy(store: KeyStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, call) => onKey("PutKeyPolicy", input.KeyId, call),
    run: (input, call) =>
      store.write(() => {
        checkPolicyName(input.PolicyName);
        store.save(call, { ...store.requireEnabled(call, input.KeyId), policy: input.Policy });
        return undefined;
      }),
  };
}
