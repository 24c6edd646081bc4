import { meanShape } from "./mean-shape.ts";
import type { Point } from "./pixels.ts";
import type { Affine } from "./warp.ts";

/** Side of an aligned chip in pixels and the border around the face as a share of it; part of the engine's version. */
export const chip = { size: 150, padding: 0.2 } as const;

/** dlib aligns by nose, eyes, mouth corners, upper lip and the first inner points; not by brows or lower lip. */
const alignedBy = meanShape.map((_, i) => i + 17).filter((i) => i > 26 && !(i >= 55 && i <= 59) && i < 65);

/** All but jaw and brows, which are where they are for more reasons than how a head is turned. */
const inner = meanShape.map((_, i) => i + 17).filter((i) => i > 26);

/** The transform from an aligned chip to the picture: turn, scale and shift that fit the mean shape best. */
export function alignedChip(landmarks: readonly Point[]): Affine {
  const onChip: Point[] = [];
  const inPicture: Point[] = [];
  for (const i of alignedBy) {
    const [x, y] = meanShape[i - 17] ?? [0, 0];
    onChip.push([place(x), place(y)]);
    inPicture.push(landmarks[i] ?? [0, 0]);
  }
  return fitSimilarity(onChip, inPicture);
}

/** How far the landmarks lie from where the mean shape has them (root of the mean square), as a share of its size. */
export function fitError(landmarks: readonly Point[], [a, b, tx, c, d, ty]: Affine): number {
  let sum = 0;
  for (const i of inner) {
    const [meanX, meanY] = meanShape[i - 17] ?? [0, 0];
    const [x, y] = landmarks[i] ?? [0, 0];
    const [u, v] = [place(meanX), place(meanY)];
    sum += (a * u + b * v + tx - x) ** 2 + (c * u + d * v + ty - y) ** 2;
  }
  return (Math.sqrt(sum / inner.length) / Math.hypot(a, c)) * ((2 * chip.padding + 1) / chip.size);
}

function place(ratio: number): number {
  return ((chip.padding + ratio) / (2 * chip.padding + 1)) * chip.size;
}

/** Least-squares similarity transform (turn, scale, shift) from one list of points to another. */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Affine {
  const [fromX, fromY] = centroid(from);
  const [toX, toY] = centroid(to);
  let along = 0;
  let across = 0;
  let spread = 0;
  from.forEach(([x, y], i) => {
    const [u, v] = to[i] ?? [0, 0];
    const dx = x - fromX;
    const dy = y - fromY;
    along += dx * (u - toX) + dy * (v - toY);
    across += dx * (v - toY) - dy * (u - toX);
    spread += dx * dx + dy * dy;
  });
  const p = along / spread;
  const q = across / spread;
  return [p, -q, toX - p * fromX + q * fromY, q, p, toY - q * fromX - p * fromY];
}

/** Mean of points. */
export function centroid(points: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point[0] / points.length;
    y += point[1] / points.length;
  }
  return [x, y];
}
