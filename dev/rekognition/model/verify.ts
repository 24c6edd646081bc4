import type { InferenceSession } from "onnxruntime-node";
import { type Candidate, type Pixels, squareOf, toPixels, turnOf } from "./pixels.ts";
import { runOnBytes } from "./sessions.ts";
import { squareCrop, warp } from "./warp.ts";

/** Candidates that BlazeFace scores at least this high (88 % of the real faces) stay, whatever the second opinion. */
const sureScore = 0.85;
/** From here on nobody is asked: drawn animals score up to .9, and of 80 portraits 26 between the two. */
const surestScore = 0.9;
/** What the SSD must give those: each of the 26 had .18 and more; drawn cats and statues have .03 to .18, a dog more. */
const lowestOfNearlySure = 0.15;
/** What the others of them have for it, so that they stay with a Confidence of 89.5. */
const unseen = 0.79;
/** What the SSD must give the others: at .2 no picture of 46 without faces gave one, a cat included. */
const lowestSecondScore = 0.2;
const cropSize = 160;
const cropFactor = 2.6;
/** The SSD wants a face a little above the middle of its crop. */
const above = 0.04;
const quarter = Math.PI / 2;

/**
 * Asks the SSD about the doubtful candidates, and drops those in which it sees no face. What BlazeFace is nearly sure of
 * stays, with less Confidence where the SSD sees none.
 */
export async function verify<Found extends { readonly candidate: Candidate }>(
  verifier: InferenceSession,
  pixels: Pixels,
  faces: readonly Found[],
): Promise<Found[]> {
  const kept: Found[] = [];
  for (const face of faces) {
    const { candidate } = face;
    if (candidate.score >= surestScore) {
      kept.push(face);
      continue;
    }
    const secondScore = await scoreOf(verifier, pixels, candidate);
    if (candidate.score >= sureScore) {
      const doubted = { ...face, candidate: { ...candidate, secondScore: unseen } };
      kept.push(secondScore >= lowestOfNearlySure ? face : doubted);
    } else if (secondScore >= lowestSecondScore) {
      kept.push({ ...face, candidate: { ...candidate, secondScore } });
    }
  }
  return kept;
}

async function scoreOf(verifier: InferenceSession, pixels: Pixels, candidate: Candidate): Promise<number> {
  const { x, y, side } = squareOf(candidate);
  const width = side * cropFactor;
  // The SSD knows tilted faces, but neither lying nor upside-down ones: these are turned by whole quarters.
  const turn = Math.round(turnOf(candidate) / quarter) * quarter;
  const centre = [x + Math.sin(turn) * width * above, y - Math.cos(turn) * width * above] as const;
  const planes = new Float32Array(3 * cropSize * cropSize);
  warp(pixels, cropSize, squareCrop(centre, width, turn, cropSize), planes);
  const outputs = await runOnBytes(verifier, toPixels(planes, cropSize));
  let best = -Infinity;
  outputs("logits").forEach((logit, i) => {
    if (i % 3 === 1 && logit > best) best = logit;
  });
  return 1 / (1 + Math.exp(-best));
}
