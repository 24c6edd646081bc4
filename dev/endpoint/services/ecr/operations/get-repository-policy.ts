import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { policyNotFound } from "../errors.ts";
import { onRepository } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputOf("ecr", "GetRepositoryPolicy");

/** Answers who may use a repository. */
export function getRepositoryPolicy(store: RepositoryStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => onRepository("GetRepositoryPolicy", input, call),
    run: ({ repositoryName }, call) =>
      store.read(() => {
        const { account } = call.caller;
        const { policy } = store.require(call, repositoryName);
        if (policy === undefined) throw policyNotFound("RepositoryPolicy", repositoryName, account);
        return { registryId: account, repositoryName, policyText: policy };
      }),
  };
}
