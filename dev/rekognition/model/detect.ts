import type { InferenceSession } from "onnxruntime-node";
import { type Canvas, halve, layOnCanvas } from "./canvas.ts";
import type { Candidate, Pixels, Point } from "./pixels.ts";
import { runOnBytes } from "./sessions.ts";

/** Long side of the first pass; the second is half as large, with a border. */
const longSide = 384;
const border = 32;
const lowestScore = 0.5;
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

/** Finds face candidates in two passes, best first, at most 100, overlapping ones merged. */
export async function detect(detector: InferenceSession, pixels: Pixels): Promise<Candidate[]> {
  const canvas = await layOnCanvas(pixels, longSide);
  const near = await detectOn(detector, halve(canvas, border));
  const far = await detectOn(detector, canvas);
  return suppress([...far, ...near]);
}

async function detectOn(detector: InferenceSession, canvas: Canvas): Promise<Candidate[]> {
  const outputs = await runOnBytes(detector, canvas);
  const found: Candidate[] = [];
  const lowestLogit = Math.log(lowestScore / (1 - lowestScore));
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
