import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { aliasExists } from "../errors.ts";
import { arnOf, onKey } from "../key.ts";
import { checkAliasName } from "../members.ts";
import type { KeyStore } from "../store.ts";

const parse = inputOf("kms", "CreateAlias");

/** Gives a key a second name. */
export function createAlias(store: KeyStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, call) => [
      ...onKey("CreateAlias", input.AliasName, call),
      ...onKey("CreateAlias", input.TargetKeyId, call),
    ],
    run: ({ AliasName: name, TargetKeyId }, call) =>
      store.write(() => {
        checkAliasName(name);
        const { id: keyId } = store.requireEnabled(call, TargetKeyId);
        if (store.findAlias(call, name) !== undefined) throw aliasExists(arnOf(call, name));
        const now = Date.now();
        store.saveAlias(call, { name, keyId, createdAt: now, updatedAt: now });
        return undefined;
      }),
  };
}
