import { describe } from "./attributes.ts";
import { type DecodedPicture, decode } from "./decode.ts";
import { detect, detectClose, detectUpsideDown, suppress } from "./detect.ts";
import { embed } from "./embed.ts";
import { faceBox, shareWithin } from "./face-box.ts";
import type { AnalysedFace, AnalysedPicture, AnalyseOptions } from "./face-model.ts";
import { findLandmarks } from "./find-landmarks.ts";
import { type Candidate, type Pixels, type Point, squareOf, turnOf } from "./pixels.ts";
import { estimatePose } from "./pose.ts";
import { measureQuality } from "./quality.ts";
import type { Sessions } from "./sessions.ts";
import { type MarkedFace, findUpright } from "./upright.ts";
import { verify } from "./verify.ts";

/**
 * Faces whose box is smaller than this in a shrunk copy are cut out of the full picture (embeddings move by up to .35).
 */
const smallestShrunkFace = 75;
/** Of two faces, the doubtful one goes when more than this share of its box lies in the other's. */
const mostContained = 0.7;
/** A face turned by more (radians) stands upside down. */
const overhead = (3 * Math.PI) / 4;

/** A picture that was looked at, with what a second look has to know. */
export interface LookedAt extends AnalysedPicture {
  /** Whether its faces were cut out of the full picture, where that had been shrunk at first. */
  readonly detailed: boolean;
}

/** Decodes a picture, finds its faces and describes each, largest box first. */
export async function analysePicture(
  sessions: Sessions,
  bytes: Uint8Array,
  { attributes, embeddings = true }: AnalyseOptions,
): Promise<LookedAt> {
  const picture = await decode(bytes);
  const { pixels, faces: all, detailed } = await withDetail(sessions, picture, await find(sessions, picture.pixels));
  const found = withoutRepeats(all);
  const candidates = found.map(({ candidate }) => candidate);
  const landmarks = found.map((face) => face.landmarks);
  const described = attributes ? await describe(sessions, pixels, candidates, landmarks) : [];
  const faces = candidates.map((candidate, i): AnalysedFace => {
    const points = landmarks[i] ?? [];
    const { left, top, width, height } = faceBox(points);
    const face: AnalysedFace = {
      box: {
        left: left / pixels.width,
        top: top / pixels.height,
        width: width / pixels.width,
        height: height / pixels.height,
      },
      confidence: confidenceOf(candidate),
      landmarks68: points.map(([x, y]): Point => [x / pixels.width, y / pixels.height]),
      pose: estimatePose(points),
      quality: measureQuality(pixels, candidate),
      embedding: new Float32Array(),
    };
    const more = described[i];
    return more ? { ...face, attributes: more } : face;
  });
  const area = ({ box }: AnalysedFace) => box.width * box.height;
  const { format, width, height } = picture;
  const seen = { format, width, height, faces: faces.toSorted((a, b) => area(b) - area(a)), detailed };
  return embeddings ? withEmbeddings(sessions, pixels, seen) : seen;
}

/** Embeds the faces of a picture that was analysed without that, in the same numbers as at once. */
export async function embedFaces(sessions: Sessions, bytes: Uint8Array, seen: LookedAt): Promise<LookedAt> {
  const picture = await decode(bytes);
  return withEmbeddings(sessions, seen.detailed ? await picture.detailed() : picture.pixels, seen);
}

/** By the landmarks as ratios and in the order of the answer, since that is what a second look knows of them. */
async function withEmbeddings({ recognition }: Sessions, pixels: Pixels, seen: LookedAt): Promise<LookedAt> {
  const landmarks = seen.faces.map(({ landmarks68 }) =>
    landmarks68.map(([x, y]): Point => [x * pixels.width, y * pixels.height]),
  );
  const embeddings =
    typeof recognition === "function"
      ? await recognition(pixels, landmarks)
      : await embed(recognition, pixels, landmarks);
  return { ...seen, faces: seen.faces.map((face, i) => ({ ...face, embedding: embeddings[i] ?? face.embedding })) };
}

/**
 * The faces of a picture. Where there are none at first, such as fill the frame; where there are still none, or one
 * stands upside down, the others that do.
 */
async function find(sessions: Sessions, pixels: Pixels): Promise<MarkedFace[]> {
  const { detector, verifier } = sessions;
  const among = async (candidates: readonly Candidate[]) =>
    verify(verifier, pixels, await findUpright(sessions, pixels, candidates));
  const { candidates, hinted } = await detect(detector, pixels);
  let found = await among(candidates);
  if (found.length === 0) found = await among(await detectClose(detector, pixels));
  if (found.length === 0 ? hinted : found.some(({ candidate }) => Math.abs(turnOf(candidate)) > overhead)) {
    const more = await among(await detectUpsideDown(detector, pixels));
    const best = new Set(suppress([...found, ...more].map(({ candidate }) => candidate)));
    found = [...found, ...more].filter(({ candidate }) => best.has(candidate));
  }
  return found;
}

async function withDetail(
  sessions: Sessions,
  picture: DecodedPicture,
  faces: MarkedFace[],
): Promise<{ pixels: Pixels; faces: MarkedFace[]; detailed: boolean }> {
  const candidates = faces.map(({ candidate }) => candidate);
  const small = candidates.some((candidate) => squareOf(candidate).side < smallestShrunkFace);
  if (!small) return { pixels: picture.pixels, faces, detailed: false };
  const pixels = await picture.detailed();
  const scale = ([x, y]: Point): Point => [
    (x * pixels.width) / picture.pixels.width,
    (y * pixels.height) / picture.pixels.height,
  ];
  const scaled = candidates.map((candidate): Candidate => {
    const [left, top] = scale([candidate.left, candidate.top]);
    const [right, bottom] = scale([candidate.right, candidate.bottom]);
    const [leftEye, rightEye] = candidate.eyes;
    return { ...candidate, left, top, right, bottom, eyes: [scale(leftEye), scale(rightEye)] };
  });
  const landmarks = await findLandmarks(sessions.landmarks, pixels, scaled);
  return {
    pixels,
    faces: scaled.map((candidate, i) => ({ candidate, landmarks: landmarks[i] ?? [] })),
    detailed: true,
  };
}

/** A second candidate on one face (seen on small faces) lies in the box that the better one's landmarks make. */
function withoutRepeats(faces: readonly MarkedFace[]): MarkedFace[] {
  const boxes = faces.map(({ landmarks }) => faceBox(landmarks));
  return faces.filter((_, i) => {
    const box = boxes[i];
    return box !== undefined && !boxes.slice(0, i).some((better) => shareWithin(box, better) > mostContained);
  });
}

/**
 * BlazeFace scores clear faces .85–.95 where the API says 99.9 and more; the cube of the doubt brings .95 to
 * 99.99 and .85 to 99.7. Below that the second detector has its say, which sees less in animals and statues: of 27
 * faces of animals 23 had 90 and more without it, and 1 with it.
 */
function confidenceOf({ score, secondScore }: Candidate): number {
  const confidence = 100 * (1 - (1 - score) ** 3);
  return secondScore === undefined ? confidence : Math.min(confidence, 50 + 50 * secondScore);
}
