import type { Operation } from "../../endpoint/service.ts";
import { type RekognitionContext, onAnything } from "../context.ts";
import { type FaceDetail, faceDetail, needsAttributes } from "../face-detail.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

type Input = ApiInput<"rekognition", "DetectFaces">;

interface Output {
  readonly FaceDetails: readonly FaceDetail[];
}

/** Finds and describes the faces of a picture, largest first; nothing is stored. */
export function detectFaces({ pictures }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "DetectFaces"),
    permissions: () => onAnything("DetectFaces"),
    async run({ Image, Attributes = ["DEFAULT"] }, call) {
      const options = { attributes: needsAttributes(Attributes), embeddings: false };
      const { faces } = await pictures.look(Image, options, call);
      return { FaceDetails: faces.map((face) => faceDetail(face, Attributes)) };
    },
  };
}
