import type { Operation } from "../../endpoint/service.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import { inputOf } from "../validate.ts";

interface Input {
  readonly CollectionId: string;
}

interface Output {
  readonly StatusCode: number;
}

/** Deletes a collection with its faces, users and tags. */
export function deleteCollection({ collections, faces, users }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("DeleteCollection"),
    permissions: (input, call) => onCollection("DeleteCollection", input, call),
    async run({ CollectionId }, call) {
      const id = await collections.delete(ownerOf(call), CollectionId);
      faces.forget(id);
      users.forget(id);
      return { StatusCode: 200 };
    },
  };
}
