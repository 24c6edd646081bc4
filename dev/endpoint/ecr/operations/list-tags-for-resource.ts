import * as v from "valibot";
import { inputParser } from "../../constraints.ts";
import type { Operation } from "../../service.ts";
import { type Tag, nameInArn, onRepository } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputParser(v.object({ resourceArn: v.string() }), "InvalidParameterException");

/** The tags of a repository, by its ARN. */
export function listTagsForResource(
  store: RepositoryStore,
): Operation<ReturnType<typeof parse>, { tags: readonly Tag[] }> {
  return {
    parse,
    permissions: (input, call) => onRepository("ListTagsForResource", nameInArn(input.resourceArn), call),
    run: ({ resourceArn }, call) => store.read(() => ({ tags: store.require(call, nameInArn(resourceArn)).tags })),
  };
}
