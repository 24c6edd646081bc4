import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { onRepository } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputOf("ecr", "PutLifecyclePolicy");

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
