import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { onArn } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputOf("ecr", "UntagResource");

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
