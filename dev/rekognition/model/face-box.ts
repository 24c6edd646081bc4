import { centroid } from "./align.ts";
import type { Point } from "./pixels.ts";

/** The landmarks reach up to the brows only; the forehead goes on for about the height from nose to brows. */
const foreheadShare = 0.6;

/** A box in pixels. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A face's box in pixels from its landmarks: jaw to jaw, chin to mid-forehead whichever way the head is turned. */
export function faceBox(landmarks: readonly Point[]): PixelBox {
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

/** How much of a box lies in another, 0–1. */
export function shareWithin(box: PixelBox, other: PixelBox): number {
  const width = Math.min(box.left + box.width, other.left + other.width) - Math.max(box.left, other.left);
  const height = Math.min(box.top + box.height, other.top + other.height) - Math.max(box.top, other.top);
  return (Math.max(0, width) * Math.max(0, height)) / (box.width * box.height);
}
