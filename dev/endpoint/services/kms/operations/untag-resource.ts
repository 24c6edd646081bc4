import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { onKey } from "../key.ts";
import { KeyId } from "../members.ts";
import type { KeyStore } from "../store.ts";

const parse = inputParser(v.object({ KeyId, TagKeys: v.array(v.string()) }), "ValidationException");

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
