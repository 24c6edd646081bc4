import type { Operation } from "../../endpoint/service.ts";
import { type RekognitionContext, onAnything } from "../context.ts";
import { invalidParameters } from "../errors.ts";
import { type FaceDetail, faceDetail } from "../face-detail.ts";
import { selectFaces } from "../quality-filter.ts";
import type { ApiInput } from "../../endpoint/model/api.ts";
import { inputOf } from "../../endpoint/model/input-of.ts";

type Input = ApiInput<"rekognition", "CompareFaces">;

interface Output {
  readonly SourceImageFace: Pick<FaceDetail, "BoundingBox" | "Confidence">;
  readonly FaceMatches: readonly { readonly Similarity: number; readonly Face: FaceDetail }[];
  readonly UnmatchedFaces: readonly FaceDetail[];
}

/** Compares the largest face of one picture with every face of another; nothing is stored. */
export function compareFaces({ pictures }: RekognitionContext): Operation<Input, Output> {
  return {
    parse: inputOf("rekognition", "CompareFaces"),
    permissions: () => onAnything("CompareFaces"),
    async run({ SourceImage, TargetImage, SimilarityThreshold = 80, QualityFilter = "NONE" }, call) {
      const source = await pictures.look(SourceImage, { attributes: false }, call);
      const target = await pictures.look(TargetImage, { attributes: false }, call);
      const [wanted] = selectFaces(source, QualityFilter, source.faces.length).taken;
      const candidates = selectFaces(target, QualityFilter, target.faces.length).taken;
      // The documentation says so of the target as well; no live answer for it was found published.
      if (wanted === undefined || candidates.length === 0) throw invalidParameters();
      const compared = candidates.map((face) => ({
        Similarity: source.model.similarity(wanted.embedding, face.embedding),
        Face: faceDetail(face, ["DEFAULT"]),
      }));
      const { BoundingBox, Confidence } = faceDetail(wanted, ["DEFAULT"]);
      return {
        SourceImageFace: { BoundingBox, Confidence },
        FaceMatches: compared
          .filter(({ Similarity }) => Similarity >= SimilarityThreshold)
          .toSorted((a, b) => b.Similarity - a.Similarity),
        UnmatchedFaces: compared.filter(({ Similarity }) => Similarity < SimilarityThreshold).map(({ Face }) => Face),
      };
    },
  };
}
