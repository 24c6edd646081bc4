import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { onArn } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputParser(
  v.object({ resourceArn: v.string(), tagKeys: v.array(v.string()) }),
  "InvalidParameterException",
);

/** Removes tags of a repository, by its ARN. */
export function untagResource(store: RepositoryStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input) => onArn("UntagResource", input.resourceArn),
    run: ({ resourceArn, tagKeys }, call) =>
      store.write(() => {
        const repository = store.ofArn(call, resourceArn);
        store.save(call, { ...repository, tags: repository.tags.filter(({ Key }) => !tagKeys.includes(Key)) });
        return {};
      }),
  };
}
