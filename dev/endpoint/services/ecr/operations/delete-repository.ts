import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { onRepository, repositoryShape } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputOf("ecr", "DeleteRepository");

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
