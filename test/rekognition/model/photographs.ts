import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { AnalysedFace, AnalysedPicture } from "../../../dev/rekognition/model/face-model.ts";

const demo = path.resolve(createRequire(import.meta.url).resolve("@vladmandic/face-api"), "../../demo");

/** One of the six photographs that come with @vladmandic/face-api (1920 px wide, groups of women). */
export function photograph(number: 1 | 2 | 3 | 4 | 5 | 6): Buffer {
  return readFileSync(path.join(demo, `sample${number}.jpg`));
}

/** The faces of a picture from left to right. */
export function fromLeft({ faces }: AnalysedPicture): AnalysedFace[] {
  return faces.toSorted((a, b) => a.box.left - b.box.left);
}

/** The face at a place in a list, or an error that says how many there are. */
export function faceAt(faces: readonly AnalysedFace[], index: number): AnalysedFace {
  const face = faces[index];
  if (!face) throw new Error(`There is no face ${index}; the picture has ${faces.length}.`);
  return face;
}
