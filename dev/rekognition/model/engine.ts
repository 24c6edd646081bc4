import { describe } from "./attributes.ts";
import { type DecodedPicture, decode } from "./decode.ts";
import { detect } from "./detect.ts";
import { embed } from "./embed.ts";
import { faceBox, shareWithin } from "./face-box.ts";
import type { AnalysedFace, AnalysedPicture, AnalyseOptions } from "./face-model.ts";
import { findLandmarks } from "./find-landmarks.ts";
import { type Candidate, type Pixels, type Point, squareOf } from "./pixels.ts";
import { estimatePose } from "./pose.ts";
import { measureQuality } from "./quality.ts";
import type { Sessions } from "./sessions.ts";
import { verify } from "./verify.ts";

/** Faces whose box is smaller than this in a shrunk copy are cut out of the full picture (embeddings move by up to .35). */
const smallestShrunkFace = 75;
/** Of two faces, the doubtful one goes when more than this share of its box lies in the other's. */
const mostContained = 0.7;

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
  const found = await verify(sessions.verifier, picture.pixels, await detect(sessions.detector, picture.pixels));
  const { pixels, candidates: all, detailed } = await withDetail(picture, found);
  const { candidates, landmarks } = withoutRepeats(all, await findLandmarks(sessions.landmarks, pixels, all));
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
      confidence: confidenceOf(candidate.score),
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
  const embeddings = await embed(recognition, pixels, landmarks);
  return { ...seen, faces: seen.faces.map((face, i) => ({ ...face, embedding: embeddings[i] ?? face.embedding })) };
}

async function withDetail(
  picture: DecodedPicture,
  candidates: Candidate[],
): Promise<{ pixels: Pixels; candidates: Candidate[]; detailed: boolean }> {
  const small = candidates.some((candidate) => squareOf(candidate).side < smallestShrunkFace);
  if (!small) return { pixels: picture.pixels, candidates, detailed: false };
  const pixels = await picture.detailed();
  const scale = ([x, y]: Point): Point => [
    (x * pixels.width) / picture.pixels.width,
    (y * pixels.height) / picture.pixels.height,
  ];
  const scaled = candidates.map((candidate): Candidate => {
    const [left, top] = scale([candidate.left, candidate.top]);
    const [right, bottom] = scale([candidate.right, candidate.bottom]);
    const [leftEye, rightEye] = candidate.eyes;
    return { score: candidate.score, left, top, right, bottom, eyes: [scale(leftEye), scale(rightEye)] };
  });
  return { pixels, candidates: scaled, detailed: true };
}

/** A second candidate on one face (seen on small faces) lies in the box that the better one's landmarks make. */
function withoutRepeats(
  candidates: readonly Candidate[],
  landmarks: readonly Point[][],
): { candidates: Candidate[]; landmarks: Point[][] } {
  const boxes = landmarks.map(faceBox);
  const keep = (i: number) => {
    const box = boxes[i];
    return box !== undefined && !boxes.slice(0, i).some((better) => shareWithin(box, better) > mostContained);
  };
  return { candidates: candidates.filter((_, i) => keep(i)), landmarks: landmarks.filter((_, i) => keep(i)) };
}

/**
 * BlazeFace scores clear faces .85–.95 where the API says 99.9 and more; the cube of the doubt brings .95 to
 * 99.99, .85 to 99.7 and the lowest score, .5, to 87.5.
 */
function confidenceOf(score: number): number {
  return 100 * (1 - (1 - score) ** 3);
}
