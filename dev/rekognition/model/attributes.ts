import type { Emotion, EmotionType, FaceAttributes, Judged } from "./face-model.ts";
import { type Candidate, type Pixels, type Point, squareOf, turnOf } from "./pixels.ts";
import { type Sessions, runOnCrops } from "./sessions.ts";
import { squareCrop } from "./warp.ts";

const cropSize = 112;
/** BlazeFace's boxes are tight; the attribute nets were trained on boxes about this much larger. */
const cropFactor = 1.25;
/** The nets know faces that stand upright: lying and upside-down ones are turned. */
const quarter = Math.PI / 2;

/** The expression net's outputs in order (neutral, happy, sad, angry, fearful, disgusted, surprised). */
const emotionTypes: readonly EmotionType[] = ["CALM", "HAPPY", "SAD", "ANGRY", "FEAR", "DISGUSTED", "SURPRISED"];

/**
 * The net's seven add up to 1; AWS's are no shares of one whole: those of 63 recorded faces add up to 100 to 280 percent,
 * half of them to 112 and less. With this exponent a clear expression's add up to about 112.
 */
const shareToConfidence = 0.7;

/** Age, gender and emotions by the nets; smile, eyes and mouth from the emotions and the landmarks (pixels). */
export async function describe(
  sessions: Pick<Sessions, "ageGender" | "expression">,
  pixels: Pixels,
  candidates: readonly Candidate[],
  landmarks: readonly (readonly Point[])[],
): Promise<FaceAttributes[]> {
  const crops = candidates.map((candidate) => {
    const { x, y, side } = squareOf(candidate);
    return squareCrop([x, y], side * cropFactor, Math.round(turnOf(candidate) / quarter) * quarter, cropSize);
  });
  const outputs = await runOnCrops([sessions.ageGender, sessions.expression], pixels, cropSize, crops);
  return landmarks.map((points, i) => {
    const male = outputs[i]?.("gender")[0] ?? 0;
    const probabilities = outputs[i]?.("probabilities") ?? new Float32Array();
    return {
      age: outputs[i]?.("age")[0] ?? 0,
      gender: { value: male > 0.5 ? "Male" : "Female", confidence: 50 + 100 * Math.abs(male - 0.5) },
      emotions: rank(probabilities),
      smile: judge(probabilities[emotionTypes.indexOf("HAPPY")] ?? 0),
      eyesOpen: judge(logistic((eyeOpening(points) - 0.18) / 0.03)),
      mouthOpen: judge(logistic((mouthOpening(points) - 0.15) / 0.03)),
    };
  });
}

function rank(probabilities: Float32Array): Emotion[] {
  return emotionTypes
    .map((type, i): Emotion => ({ type, confidence: 100 * (probabilities[i] ?? 0) ** shareToConfidence }))
    .toSorted((a, b) => b.confidence - a.confidence);
}

function judge(probability: number): Judged {
  return { value: probability > 0.5, confidence: 100 * Math.max(probability, 1 - probability) };
}

/** Height of the eyes over their width, mean of both: about .3 when open, under .15 when shut. */
function eyeOpening(points: readonly Point[]): number {
  const opening = (first: number) =>
    (span(points, first + 1, first + 5) + span(points, first + 2, first + 4)) / (2 * span(points, first, first + 3));
  return (opening(36) + opening(42)) / 2;
}

/** Distance between the lips' inner edges over the mouth's width. */
function mouthOpening(points: readonly Point[]): number {
  return span(points, 62, 66) / span(points, 48, 54);
}

function span(points: readonly Point[], from: number, to: number): number {
  const [x0, y0] = points[from] ?? [0, 0];
  const [x1, y1] = points[to] ?? [0, 0];
  return Math.hypot(x1 - x0, y1 - y0);
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
