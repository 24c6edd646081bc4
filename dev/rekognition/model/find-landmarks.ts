import type { InferenceSession } from "onnxruntime-node";
import { type Candidate, type Pixels, type Point, squareOf, turnOf } from "./pixels.ts";
import { runOnCrops } from "./sessions.ts";
import { type Affine, squareCrop, toSource } from "./warp.ts";

const cropSize = 112;
/** BlazeFace's boxes are tight (brow to chin); the landmark net wants more around them. */
const cropFactor = 1.4;

/** Finds the 68 landmarks of each candidate, in pixels, on a crop turned so that the eyes are level. */
export async function findLandmarks(
  session: InferenceSession,
  pixels: Pixels,
  candidates: readonly Candidate[],
): Promise<Point[][]> {
  const crops = candidates.map(levelCrop);
  const outputs = await runOnCrops([session], pixels, cropSize, crops);
  return crops.map((crop, face) => {
    const ratios = outputs[face]?.("points") ?? new Float32Array();
    const points: Point[] = [];
    for (let i = 0; i < ratios.length; i += 2) {
      points.push(toSource(crop, (ratios[i] ?? 0) * cropSize, (ratios[i + 1] ?? 0) * cropSize));
    }
    return points;
  });
}

function levelCrop(candidate: Candidate): Affine {
  const { x, y, side } = squareOf(candidate);
  return squareCrop([x, y], side * cropFactor, turnOf(candidate), cropSize);
}
