import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { onOne } from "../members.ts";
import { onRepository, repositoryShape } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputParser(v.object({ ...onOne, force: v.optional(v.boolean()) }), "InvalidParameterException");

/** Removes a repository; it is always empty here, so `force` makes no difference. */
export function deleteRepository(store: RepositoryStore): Operation<ReturnType<typeof parse>, { repository: object }> {
  return {
    parse,
    permissions: (input, call) => onRepository("DeleteRepository", input, call),
    run: ({ repositoryName }, call) =>
      store.write(() => {
        const repository = store.require(call, repositoryName);
        store.remove(call, repositoryName);
        return { repository: repositoryShape(call, repository) };
      }),
  };
}
