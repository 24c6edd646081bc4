import type { FaceModel } from "../rekognition/model/face-model.ts";
import { type LabelledFace, largestFaces, type SeenPicture } from "./look-at-pictures.ts";
import type { NobodyMeasured, PeopleMeasured } from "./result.ts";
import { member, wilson } from "./share.ts";
import { trySearches } from "./user-searches.ts";
import { type TriedPair, verify } from "./verification.ts";

/** Confidences whose share among the faces found is told. */
const CONFIDENCES = [90, 99] as const;

/** Two pictures whose faces were compared. */
export interface ComparedFaces {
  readonly one: LabelledFace;
  readonly other: LabelledFace;
  readonly similarity: number;
}

/** Pairs to look at, the worst first. */
export interface WorstFaces {
  readonly same: readonly ComparedFaces[];
  readonly different: readonly ComparedFaces[];
}

/** Measures photographs of people. @param shown how many of the worst pairs of each kind come back */
export function measurePeople(
  pictures: readonly SeenPicture[],
  model: FaceModel,
  shown: number,
): { readonly measured: PeopleMeasured; readonly worst: WorstFaces } {
  const faces = largestFaces(pictures);
  const { verification, worst } = verify(faces, model, shown);
  const missedFiles = pictures.filter((picture) => picture.faces.length === 0).map(({ file }) => file);
  const confident = (least: number) => faces.filter(({ face }) => face.confidence >= least).length;
  const compared = ({ one, other, similarity }: TriedPair): ComparedFaces => ({
    one: faces[one] as LabelledFace,
    other: faces[other] as LabelledFace,
    similarity,
  });
  const measured = {
    people: new Set(pictures.map(({ person }) => person)).size,
    photographs: pictures.length,
    ...member("missed", wilson(missedFiles.length, pictures.length)),
    missedFiles,
    others: pictures.reduce((sum, picture) => sum + Math.max(0, picture.faces.length - 1), 0),
    confidence: CONFIDENCES.map((least) => ({ least, ...member("share", wilson(confident(least), faces.length)) })),
    ...verification,
    users: trySearches(faces, model),
  };
  return { measured, worst: { same: worst.same.map(compared), different: worst.different.map(compared) } };
}

/** Measures photographs that show nobody. */
export function measureNobody(pictures: readonly SeenPicture[]): NobodyMeasured {
  const found = pictures.filter(({ faces }) => faces.length > 0);
  return {
    photographs: pictures.length,
    ...member("withFace", wilson(found.length, pictures.length)),
    faces: found
      .flatMap(({ file, faces }) => faces.map(({ confidence }) => ({ file, confidence })))
      .toSorted((a, b) => b.confidence - a.confidence),
  };
}
