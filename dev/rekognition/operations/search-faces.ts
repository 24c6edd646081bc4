import type { Operation } from "../../endpoint/service.ts";
import { FACE_MODEL_VERSION } from "../collections/stored-face.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import { faceNotFound } from "../errors.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";
import { type FaceMatch, SEARCH_DEFAULTS, findMatches } from "./find-matches.ts";

type Input = ApiInput<"rekognition", "SearchFaces">;

interface Output {
  readonly SearchedFaceId: string;
  readonly FaceMatches: readonly FaceMatch[];
  readonly FaceModelVersion: string;
}

/** Searches a collection for faces like one of its own, which is not among the matches. */
export function searchFaces(context: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "SearchFaces"),
    permissions: (input, call) => onCollection("SearchFaces", input, call),
    async run(input, call) {
      const { CollectionId, FaceId, MaxFaces, FaceMatchThreshold } = { ...SEARCH_DEFAULTS, ...input };
      const collection = await context.collections.get(ownerOf(call), CollectionId);
      const model = await context.model.engine();
      const vector = await context.faces.vector(collection, model.version, FaceId);
      if (vector === undefined) throw faceNotFound();
      const wanted = { vector, threshold: FaceMatchThreshold, limit: MaxFaces, except: FaceId };
      return {
        SearchedFaceId: FaceId,
        FaceMatches: await findMatches(context, collection, model, wanted),
        FaceModelVersion: FACE_MODEL_VERSION,
      };
    },
  };
}
