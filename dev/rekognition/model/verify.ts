import type { InferenceSession } from "onnxruntime-node";
import { type Candidate, type Pixels, squareOf } from "./pixels.ts";
import { runOnBytes } from "./sessions.ts";
import { squareCrop, warp } from "./warp.ts";

/** Candidates that BlazeFace scores at least this high (88 % of the real faces) need no second opinion. */
const sureScore = 0.85;
/** What the SSD must give the others: at .2 no picture of 46 without faces gave one, a cat included. */
const lowestSecondScore = 0.2;
const cropSize = 160;
const cropFactor = 2.6;

/** Drops the doubtful candidates in which the SSD sees no face. */
export async function verify(
  verifier: InferenceSession,
  pixels: Pixels,
  candidates: readonly Candidate[],
): Promise<Candidate[]> {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    if (candidate.score >= sureScore || (await secondScore(verifier, pixels, candidate)) >= lowestSecondScore) {
      kept.push(candidate);
    }
  }
  return kept;
}

async function secondScore(verifier: InferenceSession, pixels: Pixels, candidate: Candidate): Promise<number> {
  const { x, y, side } = squareOf(candidate);
  const width = side * cropFactor;
  const planes = new Float32Array(3 * cropSize * cropSize);
  warp(pixels, cropSize, squareCrop([x, y - width * 0.04], width, 0, cropSize), planes);
  const outputs = await runOnBytes(verifier, { data: interleave(planes), width: cropSize, height: cropSize });
  let best = -Infinity;
  outputs("logits").forEach((logit, i) => {
    if (i % 3 === 1 && logit > best) best = logit;
  });
  return 1 / (1 + Math.exp(-best));
}

function interleave(planes: Float32Array): Uint8Array {
  const plane = planes.length / 3;
  const data = new Uint8Array(planes.length);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) data[3 * i + c] = planes[i + c * plane] ?? 0;
  }
  return data;
}
