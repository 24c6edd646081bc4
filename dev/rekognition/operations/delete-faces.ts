import type { Operation } from "../../endpoint/service.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

type Input = ApiInput<"rekognition", "DeleteFaces">;

interface Output {
  readonly DeletedFaces: readonly string[];
  readonly UnsuccessfulFaceDeletions: readonly {
    readonly FaceId: string;
    readonly UserId?: string;
    readonly Reasons: readonly ("FACE_NOT_FOUND" | "ASSOCIATED_TO_AN_EXISTING_USER")[];
  }[];
}

/** Deletes faces from a collection; those that are not there or belong to a user come back with the reason. */
export function deleteFaces({ collections, faces }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "DeleteFaces"),
    permissions: (input, call) => onCollection("DeleteFaces", input, call),
    async run({ CollectionId, FaceIds }, call) {
      const { id } = await collections.get(ownerOf(call), CollectionId);
      const deletions = await faces.delete(id, [...new Set(FaceIds)]);
      return {
        DeletedFaces: deletions.filter(({ deleted }) => deleted).map(({ faceId }) => faceId),
        UnsuccessfulFaceDeletions: deletions
          .filter(({ deleted }) => !deleted)
          .map(({ faceId: FaceId, userId: UserId }) =>
            UserId === undefined
              ? { FaceId, Reasons: ["FACE_NOT_FOUND"] }
              : { FaceId, UserId, Reasons: ["ASSOCIATED_TO_AN_EXISTING_USER"] },
          ),
      };
    },
  };
}
