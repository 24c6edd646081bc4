import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { policyNotFound } from "../errors.ts";
import { onRepository } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputOf("ecr", "DeleteRepositoryPolicy");

/** Removes what says who may use a repository. */
export function deleteRepositoryPolicy(store: RepositoryStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => onRepository("DeleteRepositoryPolicy", input, call),
    run: ({ repositoryName }, call) =>
      store.write(() => {
        const { account } = call.caller;
        const { policy, ...rest } = store.require(call, repositoryName);
        if (policy === undefined) throw policyNotFound("RepositoryPolicy", repositoryName, account);
        store.save(call, rest);
        return { registryId: account, repositoryName, policyText: policy };
      }),
  };
}
