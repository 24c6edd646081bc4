import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { onKey } from "../key.ts";
import { KeyId, PolicyText } from "../members.ts";
import type { KeyStore } from "../store.ts";

const parse = inputParser(
  v.object({ KeyId, PolicyName: v.optional(v.literal("default"), "default"), Policy: PolicyText }),
  "ValidationException",
);

/** Stores the policy of a key; it is returned, not evaluated. */
export function putKeyPolicy(store: KeyStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, call) => onKey("PutKeyPolicy", input.KeyId, call),
    run: (input, call) =>
      store.write(() => {
        store.save(call, { ...store.requireEnabled(call, input.KeyId), policy: input.Policy });
        return undefined;
      }),
  };
}
