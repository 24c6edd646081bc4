import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { onKey } from "../key.ts";
import { KeyId } from "../members.ts";
import type { KeyStore } from "../store.ts";

const parse = inputParser(
  v.object({ KeyId, PolicyName: v.optional(v.literal("default"), "default") }),
  "ValidationException",
);

/** The policy of a key. */
export function getKeyPolicy(store: KeyStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => onKey("GetKeyPolicy", input.KeyId, call),
    run: (input, call) =>
      store.read(() => ({ Policy: store.require(call, input.KeyId).policy, PolicyName: input.PolicyName })),
  };
}
