import { ServiceError } from "../../endpoint/errors.ts";
import type { Operation } from "../../endpoint/service.ts";
import { FACE_MODEL_VERSION, type Face } from "../collections/stored-face.ts";
import { type RekognitionContext, onCollection, ownerOf } from "../context.ts";
import { type FaceDetail, faceDetail, needsAttributes } from "../face-detail.ts";
import { type Reason, selectFaces } from "../quality-filter.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

/** Most faces of one picture, whatever MaxFaces says. */
const MOST_FACES = 100;

type Input = ApiInput<"rekognition", "IndexFaces">;

interface Output {
  readonly FaceRecords: readonly { readonly Face: Face; readonly FaceDetail: FaceDetail }[];
  readonly UnindexedFaces: readonly { readonly Reasons: readonly Reason[]; readonly FaceDetail: FaceDetail }[];
  readonly FaceModelVersion: string;
}

/** Finds the faces of a picture and stores those of sufficient quality in a collection, largest first. */
export function indexFaces({ collections, faces, pictures }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "IndexFaces"),
    permissions: (input, call) => onCollection("IndexFaces", input, call),
    async run(input, call) {
      const { DetectionAttributes = ["DEFAULT"], MaxFaces = MOST_FACES, QualityFilter = "AUTO" } = input;
      const collection = await collections.get(ownerOf(call), input.CollectionId);
      const picture = await pictures.look(input.Image, { attributes: needsAttributes(DetectionAttributes) }, call);
      const { taken, refused } = selectFaces(picture, QualityFilter, Math.min(MaxFaces, MOST_FACES));
      const details = taken.map((face) => faceDetail(face, DetectionAttributes));
      // A function that ended meanwhile may have run again already, and have looked for the faces that it left.
      if (call.isAbandoned?.() === true) throw new ServiceError("RequestTimeout", "The client ended the connection.");
      const stored = await faces.add(
        collection,
        { hash: picture.hash, externalImageId: input.ExternalImageId, engine: picture.model.version },
        details.map((detail, rank) => ({
          box: detail.BoundingBox,
          confidence: detail.Confidence,
          embedding: taken[rank]?.embedding ?? new Float32Array(),
        })),
      );
      return {
        FaceRecords: stored.map((Face, rank) => ({ Face, FaceDetail: details[rank] as FaceDetail })),
        UnindexedFaces: refused.map(({ face, reasons }) => ({
          Reasons: reasons,
          FaceDetail: faceDetail(face, DetectionAttributes),
        })),
        FaceModelVersion: FACE_MODEL_VERSION,
      };
    },
  };
}
