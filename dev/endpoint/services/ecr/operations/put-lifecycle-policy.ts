import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { PolicyText, onOne } from "../members.ts";
import { onRepository } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputParser(v.object({ ...onOne, lifecyclePolicyText: PolicyText }), "InvalidParameterException");

/** Stores when images expire; it is returned, and there are no images for it. */
export function putLifecyclePolicy(store: RepositoryStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => onRepository("PutLifecyclePolicy", input, call),
    run: ({ repositoryName, lifecyclePolicyText }, call) =>
      store.write(() => {
        store.save(call, { ...store.require(call, repositoryName), lifecycle: lifecyclePolicyText });
        return { registryId: call.caller.account, repositoryName, lifecyclePolicyText };
      }),
  };
}
