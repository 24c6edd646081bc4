import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { arnOf } from "../key.ts";
import { pageOf } from "../members.ts";
import type { KeyStore } from "../store.ts";

const parse = inputOf("kms", "ListKeys", { Limit: 100, Marker: "" });

/** The keys of the account and region, in pages. */
export function listKeys(store: KeyStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: () => [{ action: "kms:ListKeys", resource: "*" }],
    run: ({ Limit, Marker }, call) =>
      store.read(() => {
        const { items, ...rest } = pageOf(store.keys(call, Marker, Limit + 1), Limit, (key) => key.id);
        return { Keys: items.map(({ id }) => ({ KeyId: id, KeyArn: arnOf(call, id) })), ...rest };
      }),
  };
}
