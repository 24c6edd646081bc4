import type { Operation } from "../../endpoint/service.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

type Input = ApiInput<"rekognition", "DeleteUser">;

/** Deletes a user of a collection; its faces stay there. */
export function deleteUser({ collections, users }: RekognitionContext): Operation<Input, Record<string, never>> {
  return {
    parse: inputOf("rekognition", "DeleteUser"),
    permissions: (input, call) => onCollection("DeleteUser", input, call),
    async run(input, call) {
      const owner = ownerOf(call);
      const collection = await collections.get(owner, input.CollectionId);
      return users.delete(collection, input.UserId, { owner, operation: "DeleteUser", input });
    },
  };
}
