import { centroid, fitSimilarity } from "../align.ts";
import type { Point } from "../pixels.ts";
import type { Affine } from "../warp.ts";

/**
 * Where nets of ArcFace's kind expect the eyes (that on the picture's left first), the tip of the nose and the corners
 * of the mouth in a face of 112 px: the points that InsightFace aligns by.
 */
const TEMPLATE: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];
const TEMPLATE_SIDE = 112;

/** The transform from an aligned face of `size` pixels a side to the picture, by 68 landmarks in pixels. */
export function fivePointCrop(landmarks: readonly Point[], size: number): Affine {
  const [nose, left, right] = [landmarks[30], landmarks[48], landmarks[54]];
  const points = [centroid(landmarks.slice(36, 42)), centroid(landmarks.slice(42, 48)), nose, left, right];
  const scale = size / TEMPLATE_SIDE;
  return fitSimilarity(
    TEMPLATE.map(([x, y]): Point => [x * scale, y * scale]),
    points.map((point): Point => point ?? [0, 0]),
  );
}
