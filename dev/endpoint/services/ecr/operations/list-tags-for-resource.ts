import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { type Tag, onArn } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputOf("ecr", "ListTagsForResource");

/** The tags of a repository, by its ARN. */
export function listTagsForResource(
  store: RepositoryStore,
): Operation<ReturnType<typeof parse>, { tags: readonly Tag[] }> {
  return {
    parse,
    permissions: (input) => onArn("ListTagsForResource", input.resourceArn),
    run: ({ resourceArn }, call) => store.read(() => ({ tags: store.ofArn(call, resourceArn).tags })),
  };
}
