import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { onRepository } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputOf("ecr", "SetRepositoryPolicy");

/** Stores who may use a repository; it is returned, not evaluated. */
export function setRepositoryPolicy(store: RepositoryStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => onRepository("SetRepositoryPolicy", input, call),
    run: ({ repositoryName, policyText }, call) =>
      store.write(() => {
        store.save(call, { ...store.require(call, repositoryName), policy: policyText });
        return { registryId: call.caller.account, repositoryName, policyText };
      }),
  };
}
