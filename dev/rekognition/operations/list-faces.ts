import type { Operation } from "../../endpoint/service.ts";
import { FACE_MODEL_VERSION, type Face } from "../collections/stored-face.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import { inputOf } from "../validate.ts";
import { pageSize } from "./page-size.ts";

interface Input {
  readonly CollectionId: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly UserId?: string;
  readonly FaceIds?: readonly string[];
}

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
    parse: inputOf("ListFaces"),
    permissions: (input, call) => onCollection("ListFaces", input, call),
    async run({ CollectionId, NextToken, MaxResults, UserId, FaceIds }, call) {
      const { id } = await collections.get(ownerOf(call), CollectionId);
      const listing = `ListFaces/${id}`;
      const size = pageSize(MaxResults);
      const found = await faces.list(id, tokens.read(listing, NextToken, ""), size + 1, {
        userId: UserId,
        faceIds: FaceIds,
      });
      const page = found.slice(0, size);
      const last = page.at(-1);
      return {
        Faces: page,
        ...(found.length > size && last ? { NextToken: tokens.make(listing, last.FaceId) } : {}),
        FaceModelVersion: FACE_MODEL_VERSION,
      };
    },
  };
}
