import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { onKey } from "../key.ts";
import type { KeyStore } from "../store.ts";

const parse = inputOf("kms", "TagResource");

/** Sets tags of a key. */
export function tagResource(store: KeyStore): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: (input, call) => onKey("TagResource", input.KeyId, call),
    run: (input, call) =>
      store.write(() => {
        const key = store.requireEnabled(call, input.KeyId);
        const all = new Map([...key.tags, ...input.Tags].map((tag) => [tag.TagKey, tag]));
        store.save(call, { ...key, tags: [...all.values()] });
        return undefined;
      }),
  };
}
