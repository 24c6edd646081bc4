import type { Operation } from "../../endpoint/service.ts";
import { FACE_MODEL_VERSION, type Face } from "../collections/stored-face.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";
import { pageSize } from "./page-size.ts";

type Input = ApiInput<"rekognition", "ListFaces">;

interface Output {
  readonly Faces: readonly Face[];
  readonly NextToken?: string;
  readonly FaceModelVersion: string;
}

/**
 * Lists the faces of a collection by FaceId, of one user or of some ids where these are given; a user or an id that is
 * not there has none.
 */
export function listFaces({ collections, faces, tokens }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "ListFaces"),
    permissions: (input, call) => onCollection("ListFaces", input, call),
    async run({ CollectionId, NextToken, MaxResults, UserId, FaceIds }, call) {
      const { id } = await collections.get(ownerOf(call), CollectionId);
      const { page, next } = await tokens.page(
        { listing: `ListFaces/${id}`, token: NextToken, first: "", size: pageSize(MaxResults) },
        (after, count) => faces.list(id, after, count, { userId: UserId, faceIds: FaceIds }),
        ({ FaceId }) => FaceId,
      );
      return { Faces: page, ...next, FaceModelVersion: FACE_MODEL_VERSION };
    },
  };
}
