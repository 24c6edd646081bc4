/** Decoded pixels: three bytes (red, green, blue) each, rows from the top. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A point in pixels. */
export type Point = readonly [x: number, y: number];

/** A face candidate in pixels, with the detector's score 0–1 and its two eye points, image-left first. */
export interface Candidate {
  readonly score: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly eyes: readonly [Point, Point];
}

/** Centre and longer side of a candidate's box, in pixels. */
export function squareOf({ left, top, right, bottom }: Candidate): { x: number; y: number; side: number } {
  return { x: (left + right) / 2, y: (top + bottom) / 2, side: Math.max(right - left, bottom - top) };
}
