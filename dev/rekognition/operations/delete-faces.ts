import type { Operation } from "../../endpoint/service.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import { inputOf } from "../validate.ts";

interface Input {
  readonly CollectionId: string;
  readonly FaceIds: readonly string[];
}

interface Output {
  readonly DeletedFaces: readonly string[];
  readonly UnsuccessfulFaceDeletions: readonly { readonly FaceId: string; readonly Reasons: readonly string[] }[];
}

/** Deletes faces from a collection; ids that are not there come back as FACE_NOT_FOUND. */
export function deleteFaces({ collections, faces }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("DeleteFaces"),
    permissions: (input, call) => onCollection("DeleteFaces", input, call),
    async run({ CollectionId, FaceIds }, call) {
      const { id } = await collections.get(ownerOf(call), CollectionId);
      const asked = [...new Set(FaceIds)];
      const deleted = new Set(await faces.delete(id, asked));
      return {
        DeletedFaces: [...deleted],
        UnsuccessfulFaceDeletions: asked
          .filter((faceId) => !deleted.has(faceId))
          .map((faceId) => ({ FaceId: faceId, Reasons: ["FACE_NOT_FOUND"] })),
      };
    },
  };
}
