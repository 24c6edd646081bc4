import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { onKey } from "../key.ts";
import type { KeyStore } from "../store.ts";

const parse = inputOf("kms", "UpdateKeyDescription");

/** Gives a key another description. */
export function updateKeyDescription(store: KeyStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, call) => onKey("UpdateKeyDescription", input.KeyId, call),
    run: (input, call) =>
      store.write(() => {
        store.save(call, { ...store.requireEnabled(call, input.KeyId), description: input.Description });
        return undefined;
      }),
  };
}
