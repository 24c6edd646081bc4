import type { FaceModel } from "../../dev/rekognition/model/face-model.ts";
import type { LabelledFace } from "./labelled-photographs.ts";

/** How pairs of faces came out; shares 0–1, undefined where there was no such pair. */
export interface Verification {
  readonly samePairs: number;
  readonly differentPairs: number;
  /** Mean of the right answers' shares among same and different pairs, asking for 80. */
  readonly accuracyAt80: number | undefined;
  readonly sameAt80: number | undefined;
  readonly sameAt95: number | undefined;
  readonly sameAt99: number | undefined;
  readonly differentAt80: number | undefined;
}

/** Compares every two faces. */
export function tryPairs(faces: readonly LabelledFace[], model: Pick<FaceModel, "similarity">): Verification {
  const same: number[] = [];
  const different: number[] = [];
  for (const [at, one] of faces.entries()) {
    for (const other of faces.slice(at + 1)) {
      const similarity = model.similarity(one.embedding, other.embedding);
      (one.person === other.person ? same : different).push(similarity);
    }
  }
  const [sameAt80, differentAt80] = [shareAt(same, 80), shareAt(different, 80)];
  return {
    samePairs: same.length,
    differentPairs: different.length,
    accuracyAt80:
      sameAt80 === undefined || differentAt80 === undefined ? undefined : (sameAt80 + 1 - differentAt80) / 2,
    sameAt80,
    sameAt95: shareAt(same, 95),
    sameAt99: shareAt(same, 99),
    differentAt80,
  };
}

function shareAt(similarities: readonly number[], least: number): number | undefined {
  if (similarities.length === 0) return undefined;
  return similarities.filter((similarity) => similarity >= least).length / similarities.length;
}
