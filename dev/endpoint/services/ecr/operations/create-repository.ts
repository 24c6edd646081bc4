import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { repositoryExists, unsupportedMember } from "../errors.ts";
import { type Repository, mutabilityOf, onRepository, repositoryShape } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputOf("ecr", "CreateRepository", {
  imageTagMutability: "MUTABLE",
  imageTagMutabilityExclusionFilters: [],
  imageScanningConfiguration: {},
  tags: [],
});

type Input = ReturnType<typeof parse>;

/** Makes an empty repository. */
export function createRepository(store: RepositoryStore): Operation<Input, { repository: object }> {
  return {
    parse,
    permissions: (input, call) => [
      ...onRepository("CreateRepository", input, call),
      ...(input.tags.length === 0 ? [] : onRepository("TagResource", input, call)),
    ],
    run(input, call) {
      const { repositoryName: name, encryptionConfiguration: encryption } = input;
      if (encryption !== undefined && encryption.encryptionType !== "AES256") {
        throw unsupportedMember("CreateRepository", `the encryption type ${encryption.encryptionType}`);
      }
      if (input.imageTagMutabilityExclusionFilters.length > 0) {
        throw unsupportedMember("CreateRepository", "imageTagMutabilityExclusionFilters");
      }
      const mutability = mutabilityOf("CreateRepository", input.imageTagMutability);
      return store.write(() => {
        if (store.find(call, name) !== undefined) throw repositoryExists(name, call.caller.account);
        const repository: Repository = {
          name,
          mutability,
          scanOnPush: input.imageScanningConfiguration.scanOnPush ?? false,
          tags: input.tags,
          createdAt: Date.now(),
        };
        store.save(call, repository);
        return { repository: repositoryShape(call, repository) };
      });
    },
  };
}
