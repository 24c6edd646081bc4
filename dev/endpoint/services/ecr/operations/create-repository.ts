import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { repositoryExists, unsupportedMember } from "../errors.ts";
import { Mutability, Scanning, Tags, onOne } from "../members.ts";
import { type Repository, onRepository, repositoryShape } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputParser(
  v.object({
    ...onOne,
    imageTagMutability: v.optional(Mutability, "MUTABLE"),
    imageTagMutabilityExclusionFilters: v.optional(v.array(v.unknown()), []),
    imageScanningConfiguration: v.optional(Scanning, {}),
    encryptionConfiguration: v.optional(v.object({ encryptionType: v.string() })),
    tags: v.optional(Tags, []),
  }),
  "InvalidParameterException",
);

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
      return store.write(() => {
        if (store.find(call, name) !== undefined) throw repositoryExists(name, call.caller.account);
        const repository: Repository = {
          name,
          mutability: input.imageTagMutability,
          scanOnPush: input.imageScanningConfiguration.scanOnPush,
          tags: input.tags,
          createdAt: Date.now(),
        };
        store.save(call, repository);
        return { repository: repositoryShape(call, repository) };
      });
    },
  };
}
