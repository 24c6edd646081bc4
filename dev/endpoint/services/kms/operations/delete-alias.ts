import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { onKey } from "../key.ts";
import type { KeyStore } from "../store.ts";

const parse = inputOf("kms", "DeleteAlias");

/** Removes an alias; its key stays. */
export function deleteAlias(store: KeyStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, call) => onKey("DeleteAlias", input.AliasName, call),
    run: (input, call) =>
      store.write(() => {
        store.removeAlias(call, store.requireAlias(call, input.AliasName).name);
        return undefined;
      }),
  };
}
