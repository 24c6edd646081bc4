import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { onArn } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputOf("ecr", "TagResource");

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
