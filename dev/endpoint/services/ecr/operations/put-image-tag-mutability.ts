import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { mutabilityOf, onRepository } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputOf("ecr", "PutImageTagMutability");

/** Sets whether a tag can be given to another image. */
export function putImageTagMutability(store: RepositoryStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => onRepository("PutImageTagMutability", input, call),
    run: ({ repositoryName, imageTagMutability }, call) =>
      store.write(() => {
        const mutability = mutabilityOf("PutImageTagMutability", imageTagMutability);
        store.save(call, { ...store.require(call, repositoryName), mutability });
        return { registryId: call.caller.account, repositoryName, imageTagMutability };
      }),
  };
}
