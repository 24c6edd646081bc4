import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { Tags } from "../members.ts";
import { onArn } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputParser(v.object({ resourceArn: v.string(), tags: Tags }), "InvalidParameterException");

/** Sets tags of a repository, by its ARN. */
export function tagResource(store: RepositoryStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input) => onArn("TagResource", input.resourceArn),
    run: ({ resourceArn, tags }, call) =>
      store.write(() => {
        const repository = store.ofArn(call, resourceArn);
        const all = new Map([...repository.tags, ...tags].map((tag) => [tag.Key, tag]));
        store.save(call, { ...repository, tags: [...all.values()] });
        return {};
      }),
  };
}
