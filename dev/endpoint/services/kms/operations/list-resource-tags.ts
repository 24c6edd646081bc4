import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { type Tag, onKey } from "../key.ts";
import type { KeyStore } from "../store.ts";

const parse = inputOf("kms", "ListResourceTags");

/** The tags of a key, all on one page: there are at most 50. */
export function listResourceTags(
  store: KeyStore,
): Operation<ReturnType<typeof parse>, { Tags: readonly Tag[]; Truncated: boolean }> {
  return {
    parse,
    permissions: (input, call) => onKey("ListResourceTags", input.KeyId, call),
    run: (input, call) => store.read(() => ({ Tags: store.require(call, input.KeyId).tags, Truncated: false })),
  };
}
