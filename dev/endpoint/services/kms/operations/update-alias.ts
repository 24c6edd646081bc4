import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { onKey } from "../key.ts";
import type { KeyStore } from "../store.ts";

const parse = inputOf("kms", "UpdateAlias");

/** Lets an alias stand for another key. */
export function updateAlias(store: KeyStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, call) => [
      ...onKey("UpdateAlias", input.AliasName, call),
      ...onKey("UpdateAlias", input.TargetKeyId, call),
    ],
    run: (input, call) =>
      store.write(() => {
        const alias = store.requireAlias(call, input.AliasName);
        const { id: keyId } = store.requireEnabled(call, input.TargetKeyId);
        store.saveAlias(call, { ...alias, keyId, updatedAt: Date.now() });
        return undefined;
      }),
  };
}
