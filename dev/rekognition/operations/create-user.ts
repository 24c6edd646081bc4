import type { Operation } from "../../endpoint/service.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

type Input = ApiInput<"rekognition", "CreateUser">;

/** Makes a user without faces in a collection. */
export function createUser({ collections, users }: RekognitionContext): Operation<Input, Record<string, never>> {
  return {
    parse: inputOf("rekognition", "CreateUser"),
    permissions: (input, call) => onCollection("CreateUser", input, call),
    async run(input, call) {
      const owner = ownerOf(call);
      const collection = await collections.get(owner, input.CollectionId);
      return users.create(collection, input.UserId, { owner, operation: "CreateUser", input });
    },
  };
}
