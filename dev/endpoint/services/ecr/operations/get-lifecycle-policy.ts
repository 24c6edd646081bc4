import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { policyNotFound } from "../errors.ts";
import { onOne } from "../members.ts";
import { onRepository } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputParser(v.object(onOne), "InvalidParameterException");

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
