import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { policyNotFound } from "../errors.ts";
import { onRepository } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputOf("ecr", "DeleteLifecyclePolicy");

/** Removes what says when images of a repository expire. */
export function deleteLifecyclePolicy(store: RepositoryStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => onRepository("DeleteLifecyclePolicy", input, call),
    run: ({ repositoryName }, call) =>
      store.write(() => {
        const { account } = call.caller;
        const { lifecycle, ...rest } = store.require(call, repositoryName);
        if (lifecycle === undefined) throw policyNotFound("LifecyclePolicy", repositoryName, account);
        store.save(call, rest);
        return { registryId: account, repositoryName, lifecyclePolicyText: lifecycle };
      }),
  };
}
