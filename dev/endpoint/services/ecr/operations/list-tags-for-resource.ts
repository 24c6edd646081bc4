import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { type Tag, onArn } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputParser(v.object({ resourceArn: v.string() }), "InvalidParameterException");

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
