import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { type Tag, onKey } from "../key.ts";
import { KeyId } from "../members.ts";
import type { KeyStore } from "../store.ts";

const parse = inputParser(v.object({ KeyId }), "ValidationException");

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
