import * as v from "valibot";

const Box = v.object({ Left: v.number(), Top: v.number(), Width: v.number(), Height: v.number() });

/** A bounding box in ratios of the upright image. */
export type Box = v.InferOutput<typeof Box>;

const Boxed = v.union([
  v.pipe(
    v.object({ BoundingBox: Box }),
    v.transform(({ BoundingBox }) => BoundingBox),
  ),
  v.pipe(
    v.object({ FaceDetail: v.object({ BoundingBox: Box }) }),
    v.transform(({ FaceDetail }) => FaceDetail.BoundingBox),
  ),
]);

/** The boxes of a list of faces, records or details, in its order. */
export function boxesOf(list: unknown): Box[] {
  return v.parse(v.optional(v.array(Boxed), []), list ?? undefined);
}

/** Two boxes that mean the same face: indexes into both lists, and intersection over union, 0–1. */
export interface BoxPair {
  readonly a: number;
  readonly b: number;
  readonly overlap: number;
}

/** Below this overlap two boxes are two faces; usual for detectors. */
const SAME_FACE = 0.4;

/** Pairs boxes, best overlap first, each at most once. */
export function pairBoxes(a: readonly Box[], b: readonly Box[]): BoxPair[] {
  const all = a.flatMap((left, i) => b.map((right, j) => ({ a: i, b: j, overlap: overlapOf(left, right) })));
  const pairs: BoxPair[] = [];
  for (const pair of all.toSorted((x, y) => y.overlap - x.overlap)) {
    if (pair.overlap < SAME_FACE || pairs.some((taken) => taken.a === pair.a || taken.b === pair.b)) continue;
    pairs.push(pair);
  }
  return pairs;
}

function overlapOf(a: Box, b: Box): number {
  const width = Math.min(a.Left + a.Width, b.Left + b.Width) - Math.max(a.Left, b.Left);
  const height = Math.min(a.Top + a.Height, b.Top + b.Height) - Math.max(a.Top, b.Top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.Width * a.Height + b.Width * b.Height - shared);
}
