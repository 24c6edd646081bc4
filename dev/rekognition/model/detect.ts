import type { InferenceSession } from "onnxruntime-node";
import { type Canvas, halve, layOnCanvas, reversed } from "./canvas.ts";
import { type Candidate, type Pixels, type Point, squareOf } from "./pixels.ts";
import { runOnBytes } from "./sessions.ts";

/** Long side of the first pass; the second is half as large, with a border. */
const longSide = 384;
const border = 32;
/** Long side of the third pass, 4.7 times as dear as the first, for pictures that seem to hold small faces. */
const crowdSide = 832;
/** Border of the pass for faces that fill the frame, at a quarter of the first one's scale. */
const closeBorder = 48;
/** Only such count there, as a share of the picture's shorter side: smaller ones the other passes would have seen. */
const closest = 0.25;
const lowestScore = 0.5;
/** What the first pass is not sure of tells, as a hint, where there are small faces. */
const lowestHint = 0.25;
/**
 * Boxes below this are small, in canvas pixels: BlazeFace misses a quarter of faces of 16 px and nearly all under 9.
 */
const smallOnCanvas = 24;
/** Upside-down faces score at least this much where they stand. */
const upsideDownHint = 0.3;
/** What they score in a picture that is turned for them, where textures score .5 to .65. */
const lowestTurnedScore = 0.65;
/** So many small boxes are a crowd; one or two are found by the first pass, or are no faces. */
const crowd = 3;
const mostFaces = 100;
/** Two boxes are one face above this intersection over union… */
const sameFaceOverlap = 0.4;
/** …or when this much of the smaller one lies in the larger. */
const sameFaceContained = 0.7;

/** BlazeFace's two output grids: stride in canvas pixels and anchors a cell. */
const grids = [
  { name: "1", stride: 16, anchors: 2 },
  { name: "2", stride: 32, anchors: 6 },
] as const;

/** What the passes over a picture as it is have found. */
export interface Detected {
  /** Best first. */
  readonly candidates: Candidate[];
  /** There is something that might be a face turned upside down: such score .37 to .68 on whole photographs. */
  readonly hinted: boolean;
}

/**
 * Finds face candidates, best first, at most 100, overlapping ones merged: in two passes, and in a third one at more
 * than twice the size where the first has seen several small faces, if only half.
 */
export async function detect(detector: InferenceSession, pixels: Pixels): Promise<Detected> {
  const canvas = await layOnCanvas(pixels, longSide);
  const near = await detectOn(detector, halve(canvas, border), lowestScore);
  const hints = suppress(await detectOn(detector, canvas, lowestHint));
  const far = hints.filter(({ score }) => score > lowestScore);
  const small = hints.filter((hint) => squareOf(hint).side < smallOnCanvas * canvas.scaleX);
  const hinted = hints.some(({ score }) => score > upsideDownHint);
  if (small.length < crowd) return { candidates: suppress([...far, ...near]), hinted };
  const farther = await detectOn(detector, await layOnCanvas(pixels, crowdSide), lowestScore);
  return { candidates: suppress([...farther, ...far, ...near]), hinted };
}

/** Finds faces that stand upside down, in one pass over the picture turned by 180 degrees. */
export async function detectUpsideDown(detector: InferenceSession, pixels: Pixels): Promise<Candidate[]> {
  const canvas = await layOnCanvas(pixels, longSide);
  const turned = { ...reversed(canvas), offsetX: 0, offsetY: 0, scaleX: 1, scaleY: 1 };
  const back = ([x, y]: Point): Point => [(canvas.width - x) * canvas.scaleX, (canvas.height - y) * canvas.scaleY];
  return suppress(await detectOn(detector, turned, lowestTurnedScore)).map(
    ({ score, left, top, right, bottom, eyes }) => {
      const [toLeft, toTop] = back([right, bottom]);
      const [toRight, toBottom] = back([left, top]);
      const [one, other] = eyes;
      return { score, left: toLeft, top: toTop, right: toRight, bottom: toBottom, eyes: [back(one), back(other)] };
    },
  );
}

/** Finds a face that fills the frame so that the other passes miss it: the picture small, inside of a black border. */
export async function detectClose(detector: InferenceSession, pixels: Pixels): Promise<Candidate[]> {
  const canvas = await layOnCanvas(pixels, longSide / 2);
  const found = suppress(await detectOn(detector, halve(canvas, closeBorder), lowestScore));
  return found.filter((face) => squareOf(face).side > closest * Math.min(pixels.width, pixels.height));
}

/** Runs the detector once; `lowest` is the least score, 0–1. */
export async function detectOn(detector: InferenceSession, canvas: Canvas, lowest: number): Promise<Candidate[]> {
  const outputs = await runOnBytes(detector, canvas);
  const found: Candidate[] = [];
  const lowestLogit = Math.log(lowest / (1 - lowest));
  for (const { name, stride, anchors } of grids) {
    const logits = outputs(`scores${name}`);
    const boxes = outputs(`boxes${name}`);
    const columns = canvas.width / stride;
    logits.forEach((logit, i) => {
      if (logit <= lowestLogit) return;
      const cell = Math.floor(i / anchors);
      const anchor: Point = [((cell % columns) + 0.5) * stride, (Math.floor(cell / columns) + 0.5) * stride];
      found.push(toCandidate(logit, anchor, boxes.subarray(16 * i, 16 * i + 16), canvas));
    });
  }
  return found;
}

// The 16 numbers: centre x and y from the anchor, width, height, then six key points of which the first two are eyes.
function toCandidate(logit: number, anchor: Point, box: Float32Array, canvas: Canvas): Candidate {
  const value = (i: number) => box[i] ?? 0;
  const x = (onCanvas: number) => (onCanvas - canvas.offsetX) * canvas.scaleX;
  const y = (onCanvas: number) => (onCanvas - canvas.offsetY) * canvas.scaleY;
  const centreX = anchor[0] + value(0);
  const centreY = anchor[1] + value(1);
  const keyPoint = (k: number): Point => [x(anchor[0] + value(4 + 2 * k)), y(anchor[1] + value(5 + 2 * k))];
  return {
    score: 1 / (1 + Math.exp(-logit)),
    left: x(centreX - value(2) / 2),
    top: y(centreY - value(3) / 2),
    right: x(centreX + value(2) / 2),
    bottom: y(centreY + value(3) / 2),
    eyes: [keyPoint(0), keyPoint(1)],
  };
}

/** Keeps the best of each group of overlapping candidates, best first. */
export function suppress(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (kept.length === mostFaces) break;
    if (!kept.some((other) => isSameFace(candidate, other))) kept.push(candidate);
  }
  return kept;
}

function isSameFace(a: Candidate, b: Candidate): boolean {
  const width = Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left));
  const height = Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const shared = width * height;
  const smaller = Math.min(area(a), area(b));
  return shared / (area(a) + area(b) - shared) > sameFaceOverlap || shared / smaller > sameFaceContained;
}

function area({ left, top, right, bottom }: Candidate): number {
  return (right - left) * (bottom - top);
}
