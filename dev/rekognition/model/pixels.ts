/** Decoded pixels: three bytes (red, green, blue) each, rows from the top. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A point in pixels. */
export type Point = readonly [x: number, y: number];

/**
 * A face candidate in pixels, with the detector's score 0–1 and its two eye points: the one that is left in the face as
 * it stands upright comes first.
 */
export interface Candidate {
  readonly score: number;
  /** What the second detector gives it, 0–1, where it was asked. */
  readonly secondScore?: number;
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

/** The angle (radians, clockwise) of the line through the eyes: by how much a face is turned in the picture. */
export function turnOf({ eyes: [left, right] }: Candidate): number {
  return Math.atan2(right[1] - left[1], right[0] - left[0]);
}

/** Three planes of floats, as crops are made, as bytes of pixels. */
export function toPixels(planes: Float32Array, size: number): Pixels {
  const plane = size * size;
  const data = new Uint8Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) data[3 * i + c] = planes[i + c * plane] ?? 0;
  }
  return { data, width: size, height: size };
}
