import type { Operation } from "../../endpoint/service.ts";
import type { Owner } from "../collections/collection-store.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

type Input = ApiInput<"rekognition", "DeleteCollection">;

interface Output {
  readonly StatusCode: number;
}

/** Deletes a collection with its faces, users and tags. */
export function deleteCollection(context: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "DeleteCollection"),
    permissions: (input, call) => onCollection("DeleteCollection", input, call),
    async run({ CollectionId }, call) {
      await discardCollection(context, ownerOf(call), CollectionId);
      return { StatusCode: 200 };
    },
  };
}

/** Deletes a collection with all that is known of it. Throws ResourceNotFoundException. */
export async function discardCollection(
  { collections, faces, users }: Pick<RekognitionContext, "collections" | "faces" | "users">,
  owner: Owner,
  name: string,
): Promise<void> {
  const id = await collections.delete(owner, name);
  faces.forget(id);
  users.forget(id);
}
