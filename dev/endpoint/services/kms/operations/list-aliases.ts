import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { arnOf } from "../key.ts";
import { pageOf } from "../members.ts";
import type { KeyStore } from "../store.ts";

const parse = inputOf("kms", "ListAliases", { Limit: 100, Marker: "" });

/** The aliases of the account and region, or of one key, in pages. */
export function listAliases(store: KeyStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: () => [{ action: "kms:ListAliases", resource: "*" }],
    run: ({ KeyId: reference, Limit, Marker }, call) =>
      store.read(() => {
        const keyId = reference === undefined ? undefined : store.require(call, reference).id;
        const found = store.aliases(call, Marker, Limit + 1, keyId);
        const { items, ...rest } = pageOf(found, Limit, (alias) => alias.name);
        return {
          Aliases: items.map((alias) => ({
            AliasName: alias.name,
            AliasArn: arnOf(call, alias.name),
            TargetKeyId: alias.keyId,
            CreationDate: alias.createdAt / 1000,
            LastUpdatedDate: alias.updatedAt / 1000,
          })),
          ...rest,
        };
      }),
  };
}
