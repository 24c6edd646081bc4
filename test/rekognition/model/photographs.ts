import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { AnalysedFace, AnalysedPicture } from "../../../dev/rekognition/model/face-model.ts";

const require = createRequire(import.meta.url);
const demo = path.resolve(require.resolve("@vladmandic/face-api"), "../../demo");

/** One of the six photographs that come with @vladmandic/face-api (1920 px wide, groups of women). */
export function photograph(number: 1 | 2 | 3 | 4 | 5 | 6): Buffer {
  return readFileSync(path.join(demo, `sample${number}.jpg`));
}

/** The baboon of many papers on pictures, 512 px a side, which `baboon-image-uri` exports as a data URI. */
export function baboon(): Buffer {
  const uri: unknown = require("baboon-image-uri");
  return Buffer.from(String(uri).split(",")[1] ?? "", "base64");
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
