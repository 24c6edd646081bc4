import { centroid } from "./align.ts";
import type { Point } from "./pixels.ts";

/** The landmarks reach up to the brows only; the forehead goes on for about the height from nose to brows. */
const foreheadShare = 0.6;

/** A face's box in pixels from its landmarks: jaw to jaw, chin to mid-forehead whichever way the head is turned. */
export function faceBox(landmarks: readonly Point[]): { left: number; top: number; width: number; height: number } {
  const brows = landmarks.slice(17, 27);
  const [browX, browY] = centroid(brows);
  const [noseX, noseY] = landmarks[33] ?? [browX, browY];
  const forehead = brows.map(([x, y]): Point => [
    x + foreheadShare * (browX - noseX),
    y + foreheadShare * (browY - noseY),
  ]);
  const all = [...landmarks, ...forehead];
  const xs = all.map(([x]) => x);
  const ys = all.map(([, y]) => y);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}
