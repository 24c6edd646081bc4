import type { Operation } from "../../endpoint/service.ts";
import { FACE_MODEL_VERSION } from "../collections/stored-face.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import { type FaceDetail, faceDetail } from "../face-detail.ts";
import { type Reason, selectFaces } from "../quality-filter.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";
import { USER_SEARCH_DEFAULTS, type UserMatch, findUserMatches } from "./find-matches.ts";

type Input = ApiInput<"rekognition", "SearchUsersByImage">;

interface Output {
  readonly UserMatches: readonly UserMatch[];
  readonly FaceModelVersion: string;
  readonly SearchedFace?: { readonly FaceDetail: FaceDetail };
  readonly UnsearchedFaces: readonly {
    readonly FaceDetails: FaceDetail;
    readonly Reasons: readonly (Reason | "FACE_NOT_LARGEST")[];
  }[];
}

/** Searches a collection for users like the largest face of a picture that passes the filter. */
export function searchUsersByImage(context: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "SearchUsersByImage"),
    permissions: (input, call) => onCollection("SearchUsersByImage", input, call),
    async run(input, call) {
      const { CollectionId, Image, UserMatchThreshold, MaxUsers } = { ...USER_SEARCH_DEFAULTS, ...input };
      const collection = await context.collections.get(ownerOf(call), CollectionId);
      const picture = await context.pictures.look(Image, { attributes: false }, call);
      await context.faces.requireEngine(collection, picture.model.version);
      const { taken, refused } = selectFaces(picture, input.QualityFilter ?? "NONE", picture.faces.length);
      const [largest, ...others] = taken;
      const unsearched = [...others.map((face) => ({ face, reasons: ["FACE_NOT_LARGEST"] as const })), ...refused].map(
        ({ face, reasons }) => ({ FaceDetails: faceDetail(face, ["DEFAULT"]), Reasons: reasons }),
      );
      const answer = { FaceModelVersion: FACE_MODEL_VERSION, UnsearchedFaces: unsearched };
      // Unlike SearchFacesByImage, which refuses a picture without faces.
      if (largest === undefined) return { ...answer, UserMatches: [] };
      const wanted = { vector: largest.embedding, threshold: UserMatchThreshold, limit: MaxUsers };
      return {
        ...answer,
        UserMatches: await findUserMatches(context, collection, picture.model, wanted),
        SearchedFace: { FaceDetail: faceDetail(largest, ["DEFAULT"]) },
      };
    },
  };
}
