import type { Operation } from "../../endpoint/service.ts";
import { FACE_MODEL_VERSION } from "../collections/stored-face.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import { noFaces } from "../errors.ts";
import { type BoundingBox, boundingBox } from "../face-detail.ts";
import { selectFaces } from "../quality-filter.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";
import { type FaceMatch, SEARCH_DEFAULTS, findMatches } from "./find-matches.ts";

type Input = ApiInput<"rekognition", "SearchFacesByImage">;

interface Output {
  readonly SearchedFaceBoundingBox: BoundingBox;
  readonly SearchedFaceConfidence: number;
  readonly FaceMatches: readonly FaceMatch[];
  readonly FaceModelVersion: string;
}

/** Searches a collection for faces like the largest face of a picture. */
export function searchFacesByImage(context: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "SearchFacesByImage"),
    permissions: (input, call) => onCollection("SearchFacesByImage", input, call),
    async run(input, call) {
      const { CollectionId, Image, MaxFaces, FaceMatchThreshold } = { ...SEARCH_DEFAULTS, ...input };
      const collection = await context.collections.get(ownerOf(call), CollectionId);
      const picture = await context.pictures.look(Image, { attributes: false }, call);
      const { taken } = selectFaces(picture, input.QualityFilter ?? "NONE", picture.faces.length);
      const [largest] = taken;
      if (largest === undefined) throw noFaces();
      const wanted = { vector: largest.embedding, threshold: FaceMatchThreshold, limit: MaxFaces };
      return {
        SearchedFaceBoundingBox: boundingBox(largest.box),
        SearchedFaceConfidence: Math.fround(largest.confidence),
        FaceMatches: await findMatches(context, collection, picture.model, wanted),
        FaceModelVersion: FACE_MODEL_VERSION,
      };
    },
  };
}
