import { fiveLandmarks, thirtyLandmarks, type Landmark } from "./landmarks.ts";
import type { AnalysedFace, FaceAttributes, Judged, RatioBox } from "./model/face-model.ts";

/** Ratios of the upright picture's width and height. */
export interface BoundingBox {
  readonly Width: number;
  readonly Height: number;
  readonly Left: number;
  readonly Top: number;
}

/** A yes/no attribute as the API has it. */
export interface JudgedAttribute {
  readonly Value: boolean;
  readonly Confidence: number;
}

/** What an answer says of a face that was found; the members without `?` are those of `DEFAULT`. */
export interface FaceDetail {
  readonly BoundingBox: BoundingBox;
  readonly Confidence: number;
  readonly Landmarks: readonly Landmark[];
  readonly Pose: { readonly Roll: number; readonly Yaw: number; readonly Pitch: number };
  readonly Quality: { readonly Brightness: number; readonly Sharpness: number };
  readonly AgeRange?: { readonly Low: number; readonly High: number };
  readonly Smile?: JudgedAttribute;
  readonly Eyeglasses?: JudgedAttribute;
  readonly Sunglasses?: JudgedAttribute;
  readonly Gender?: { readonly Value: "Male" | "Female"; readonly Confidence: number };
  readonly Beard?: JudgedAttribute;
  readonly Mustache?: JudgedAttribute;
  readonly EyesOpen?: JudgedAttribute;
  readonly MouthOpen?: JudgedAttribute;
  readonly Emotions?: readonly { readonly Type: string; readonly Confidence: number }[];
  readonly FaceOccluded?: JudgedAttribute;
  readonly EyeDirection?: { readonly Yaw: number; readonly Pitch: number; readonly Confidence: number };
}

/** A value of the model's enum `Attribute`. */
export type Attribute = "DEFAULT" | "ALL" | keyof typeof describe;

/**
 * Confidence of what no net here looks at (glasses, beard, occlusion, gaze): that of a coin, so that a gate which
 * asks for more than a guess does not pass on it.
 */
const UNSEEN_CONFIDENCE = 50;

const UNSEEN: JudgedAttribute = { Value: false, Confidence: UNSEEN_CONFIDENCE };

/** AWS's published ranges are 6 to 18 years wide; the net deserves the widest. */
const MOST_AGE_SPREAD = 9;

/**
 * By how many years the age net errs at an age that it tells (480 labelled faces): young adults too old, old too young.
 */
const AGE_ERRORS = [
  [12, 0],
  [22, 4],
  [36, 4],
  [56, -7],
] as const;

/** What each single attribute adds to a FaceDetail. */
const describe = {
  AGE_RANGE: (_face, { age }) => ({ AgeRange: ageRange(age) }),
  BEARD: () => ({ Beard: UNSEEN }),
  EMOTIONS: (_face, { emotions }) => ({
    Emotions: [
      ...emotions.map(({ type, confidence }) => ({ Type: type, Confidence: Math.fround(confidence) })),
      // The expression net does not know it.
      { Type: "CONFUSED", Confidence: 0 },
    ],
  }),
  // Nothing follows the pupils: the eyes are taken to look where the head points.
  EYE_DIRECTION: ({ pose }) => ({
    EyeDirection: { Yaw: Math.fround(pose.yaw), Pitch: Math.fround(pose.pitch), Confidence: UNSEEN_CONFIDENCE },
  }),
  EYEGLASSES: () => ({ Eyeglasses: UNSEEN }),
  EYES_OPEN: (_face, { eyesOpen }) => ({ EyesOpen: judged(eyesOpen) }),
  GENDER: (_face, { gender }) => ({
    Gender: { Value: gender.value, Confidence: Math.fround(gender.confidence) },
  }),
  MOUTH_OPEN: (_face, { mouthOpen }) => ({ MouthOpen: judged(mouthOpen) }),
  MUSTACHE: () => ({ Mustache: UNSEEN }),
  FACE_OCCLUDED: () => ({ FaceOccluded: UNSEEN }),
  SMILE: (_face, { smile }) => ({ Smile: judged(smile) }),
  SUNGLASSES: () => ({ Sunglasses: UNSEEN }),
} satisfies Record<string, (face: AnalysedFace, attributes: FaceAttributes) => Partial<FaceDetail>>;

const SINGLE = Object.keys(describe) as (keyof typeof describe)[];

/** Tells whether the model has to run its attribute nets for what was asked. */
export function needsAttributes(asked: readonly Attribute[]): boolean {
  return asked.some((attribute) => attribute !== "DEFAULT");
}

/** A found face as answers show it: `DEFAULT` members, and those that were asked for. Numbers are float32. */
export function faceDetail(face: AnalysedFace, asked: readonly Attribute[]): FaceDetail {
  const all = asked.includes("ALL");
  const detail: FaceDetail = {
    BoundingBox: boundingBox(face.box),
    Confidence: Math.fround(face.confidence),
    Landmarks: all ? thirtyLandmarks(face.landmarks68) : fiveLandmarks(face.landmarks68),
    Pose: { Roll: Math.fround(face.pose.roll), Yaw: Math.fround(face.pose.yaw), Pitch: Math.fround(face.pose.pitch) },
    Quality: {
      Brightness: Math.fround(face.quality.brightness),
      Sharpness: Math.fround(face.quality.sharpness),
    },
  };
  const { attributes } = face;
  if (attributes === undefined) return detail;
  const members = SINGLE.filter((name) => all || asked.includes(name));
  return Object.assign(detail, ...members.map((name) => describe[name](face, attributes)));
}

/** A box as the API has it, in float32. */
export function boundingBox(box: RatioBox): BoundingBox {
  return {
    Width: Math.fround(box.width),
    Height: Math.fround(box.height),
    Left: Math.fround(box.left),
    Top: Math.fround(box.top),
  };
}

/** The net's one number, less its error, with a third of it to either side, at most nine years. */
function ageRange(told: number): { readonly Low: number; readonly High: number } {
  const age = Math.max(0, told - ageError(told));
  const spread = Math.max(2, Math.min(MOST_AGE_SPREAD, Math.round(age / 3)));
  return { Low: Math.max(0, Math.round(age) - spread), High: Math.round(age) + spread };
}

function ageError(told: number): number {
  let [beforeAge, beforeError]: readonly [number, number] = AGE_ERRORS[0];
  for (const [age, error] of AGE_ERRORS) {
    if (told < age) {
      const share = (told - beforeAge) / (age - beforeAge || 1);
      return beforeError + Math.max(0, share) * (error - beforeError);
    }
    [beforeAge, beforeError] = [age, error];
  }
  return beforeError;
}

function judged({ value, confidence }: Judged): JudgedAttribute {
  return { Value: value, Confidence: Math.fround(confidence) };
}
