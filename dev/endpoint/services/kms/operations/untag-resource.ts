import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { onKey } from "../key.ts";
import type { KeyStore } from "../store.ts";

const parse = inputOf("kms", "UntagResource");

/** Removes tags of a key. */
export function untagResource(store: KeyStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, call) => onKey("UntagResource", input.KeyId, call),
    run: (input, call) =>
      store.write(() => {
        const key = store.requireEnabled(call, input.KeyId);
        store.save(call, { ...key, tags: key.tags.filter(({ TagKey }) => !input.TagKeys.includes(TagKey)) });
        return undefined;
      }),
  };
}
