import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { policyNotFound } from "../errors.ts";
import { onRepository } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputOf("ecr", "GetLifecyclePolicy");

/** Answers when images of a repository expire. */
export function getLifecyclePolicy(store: RepositoryStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => onRepository("GetLifecyclePolicy", input, call),
    run: ({ repositoryName }, call) =>
      store.read(() => {
        const { account } = call.caller;
        const { lifecycle } = store.require(call, repositoryName);
        if (lifecycle === undefined) throw policyNotFound("LifecyclePolicy", repositoryName, account);
        return { registryId: account, repositoryName, lifecyclePolicyText: lifecycle };
      }),
  };
}
