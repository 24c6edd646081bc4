import * as v from "valibot";
import { inputParser } from "../../constraints.ts";
import type { Operation } from "../../service.ts";
import { Tags } from "../members.ts";
import { nameInArn, onRepository } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputParser(v.object({ resourceArn: v.string(), tags: Tags }), "InvalidParameterException");

/** Sets tags of a repository, by its ARN. */
export function tagResource(store: RepositoryStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => onRepository("TagResource", nameInArn(input.resourceArn), call),
    run: ({ resourceArn, tags }, call) =>
      store.write(() => {
        const repository = store.require(call, nameInArn(resourceArn));
        const all = new Map([...repository.tags, ...tags].map((tag) => [tag.Key, tag]));
        store.save(call, { ...repository, tags: [...all.values()] });
        return {};
      }),
  };
}
