import type { InferenceSession } from "onnxruntime-node";
import { alignedChip, chip, fitError } from "./align.ts";
import { detectOn } from "./detect.ts";
import { findLandmarks } from "./find-landmarks.ts";
import { type Candidate, type Pixels, type Point, squareOf, toPixels } from "./pixels.ts";
import type { Sessions } from "./sessions.ts";
import { squareCrop, toSource, warp } from "./warp.ts";

/** Side of the copy that is looked at, and of what it shows, in sides of the box. */
const cropSize = 128;
const cropFactor = 2;
/** Looks at no more candidates: pictures of textures have many that are no faces. */
const mostLooks = 10;
/** Candidates that score less are dropped where they look like no face: textures score .53 to .64. */
const weakScore = 0.65;
/** Others that look like no face count as doubtful, however sure the detector was at first: cats, for some. */
const doubtfulScore = 0.8;
/** How much better a face must look when it is turned. */
const clearlyBetter = 0.05;
/** Faces turned by 60 to 270 degrees score .4 and more upright or upside down, a cat .38 and .33. */
const seenAtAll = 0.4;

/**
 * Landmarks of a face that stands upright are as large as its box, and fit the mean face: on 36 photographed faces their
 * size was .91 to 1.2 of the box and their error .015 to .07 of it (19 of 20). Of the same faces turned by 180 degrees
 * nine of ten were smaller, the others fitted badly.
 */
const plausible = { size: 0.92, error: 0.065 };

/** A candidate and its 68 landmarks in pixels. */
export interface MarkedFace {
  readonly candidate: Candidate;
  readonly landmarks: readonly Point[];
}

/**
 * Finds the landmarks of each candidate. Those that look odd are looked at lying and upside down as well, and become
 * what they look most like. Those that look like a face neither way are doubtful, and the weak ones of them dropped.
 */
export async function findUpright(
  { detector, landmarks: net }: Pick<Sessions, "detector" | "landmarks">,
  pixels: Pixels,
  candidates: readonly Candidate[],
): Promise<MarkedFace[]> {
  const faces = await mark(net, pixels, candidates);
  const turned = new Map<MarkedFace, Candidate>();
  const unlike = new Map<MarkedFace, MarkedFace | undefined>();
  for (const face of faces.filter((one) => !isPlausible(one)).slice(0, mostLooks)) {
    const { candidate } = face;
    const looksBest = await bestTurn(detector, pixels, candidate);
    if (looksBest === undefined) {
      const doubtful = { ...face, candidate: { ...candidate, score: Math.min(candidate.score, doubtfulScore) } };
      unlike.set(face, candidate.score < weakScore ? undefined : doubtful);
    } else if (looksBest !== candidate) turned.set(face, looksBest);
  }
  const again = await mark(net, pixels, [...turned.values()]);
  const replaced = new Map([...turned.keys()].map((face, i) => [face, again[i]] as const));
  return faces
    .map((face) => {
      if (unlike.has(face)) return unlike.get(face);
      const other = replaced.get(face);
      return other !== undefined && oddity(other) < oddity(face) ? other : face;
    })
    .filter((face) => face !== undefined);
}

async function mark(net: InferenceSession, pixels: Pixels, candidates: readonly Candidate[]): Promise<MarkedFace[]> {
  const points = await findLandmarks(net, pixels, candidates);
  return candidates.map((candidate, i) => ({ candidate, landmarks: points[i] ?? [] }));
}

function isPlausible(face: MarkedFace): boolean {
  const { size, error } = fit(face);
  return size >= plausible.size && error <= plausible.error;
}

/** How far from an upright face: 0 and less for what is plausible. */
function oddity(face: MarkedFace): number {
  const { size, error } = fit(face);
  return (plausible.size - size) / plausible.size + (error - plausible.error) / plausible.error;
}

/** Size of the aligned face as a share of the box, and how far its landmarks lie from the mean face's, in its size. */
function fit({ candidate, landmarks }: MarkedFace): { size: number; error: number } {
  const transform = alignedChip(landmarks);
  const side = Math.hypot(transform[0], transform[3]) * chip.size;
  return { size: side / squareOf(candidate).side, error: fitError(landmarks, transform) };
}

/** The candidate as it looks most like a face, which may be as it was found; undefined where it looks like none. */
async function bestTurn(
  detector: InferenceSession,
  pixels: Pixels,
  candidate: Candidate,
): Promise<Candidate | undefined> {
  const look = (quarters: number) => lookAt(detector, pixels, candidate, (quarters * Math.PI) / 2);
  const asFound = (await look(0))?.score ?? 0;
  const upsideDown = await look(2);
  // A lying face is half seen either way; what is seen neither way is none.
  if (Math.max(asFound, upsideDown?.score ?? 0) < seenAtAll) return undefined;
  const looks = [upsideDown, await look(1), await look(3)];
  const [best] = looks.filter((seen) => seen !== undefined).toSorted((a, b) => b.score - a.score);
  if (best === undefined || best.score < asFound + clearlyBetter) return candidate;
  return { ...best, score: Math.max(best.score, candidate.score) };
}

/** What the detector sees in the middle of a candidate's surroundings, turned clockwise by an angle. */
async function lookAt(
  detector: InferenceSession,
  pixels: Pixels,
  candidate: Candidate,
  angle: number,
): Promise<Candidate | undefined> {
  const { x, y, side } = squareOf(candidate);
  const crop = squareCrop([x, y], side * cropFactor, angle, cropSize);
  const planes = new Float32Array(3 * cropSize * cropSize);
  warp(pixels, cropSize, crop, planes);
  const canvas = { ...toPixels(planes, cropSize), offsetX: 0, offsetY: 0, scaleX: 1, scaleY: 1 };
  const [seen] = (await detectOn(detector, canvas, 0.3))
    .filter((one) => Math.hypot(squareOf(one).x - cropSize / 2, squareOf(one).y - cropSize / 2) < cropSize / 4)
    .toSorted((a, b) => b.score - a.score);
  if (seen === undefined) return undefined;
  const box = squareOf(seen);
  const [centreX, centreY] = toSource(crop, box.x, box.y);
  const half = (box.side * side * cropFactor) / cropSize / 2;
  const [left, right] = seen.eyes;
  return {
    score: seen.score,
    left: centreX - half,
    top: centreY - half,
    right: centreX + half,
    bottom: centreY + half,
    eyes: [toSource(crop, left[0], left[1]), toSource(crop, right[0], right[1])],
  };
}
