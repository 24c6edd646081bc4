import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { Mutability, onOne } from "../members.ts";
import { onRepository } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputParser(v.object({ ...onOne, imageTagMutability: Mutability }), "InvalidParameterException");

/** Sets whether a tag can be given to another image. */
export function putImageTagMutability(store: RepositoryStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => onRepository("PutImageTagMutability", input, call),
    run: ({ repositoryName, imageTagMutability }, call) =>
      store.write(() => {
        store.save(call, { ...store.require(call, repositoryName), mutability: imageTagMutability });
        return { registryId: call.caller.account, repositoryName, imageTagMutability };
      }),
  };
}
