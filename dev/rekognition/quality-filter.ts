import type { AnalysedFace, AnalysedPicture } from "./model/face-model.ts";

/** A value of the model's enum `QualityFilter`. */
export type QualityFilter = "NONE" | "AUTO" | "LOW" | "MEDIUM" | "HIGH";

/** Why a face was not indexed, of the model's enum `Reason`. */
export type Reason =
  | "EXCEEDS_MAX_FACES"
  | "EXTREME_POSE"
  | "LOW_BRIGHTNESS"
  | "LOW_SHARPNESS"
  | "LOW_CONFIDENCE"
  | "SMALL_BOUNDING_BOX"
  | "LOW_FACE_QUALITY";

/**
 * What a face must reach. AWS publishes no numbers; dev/docs/rekognition.md says how these were set and what they do.
 */
interface Bar {
  /** 0–100; 14 of 183 posed portraits have less than 90, where the second detector was asked. */
  readonly confidence: number;
  /** 0–100. */
  readonly sharpness: number;
  /** 0–100. */
  readonly brightness: number;
  /** Shorter side of the box in pixels of the picture. */
  readonly side: number;
  /** Degrees of yaw or pitch to either side, estimated from the landmarks. Not set on labelled heads. */
  readonly turn: number;
}

/** From the lowest up; the last one only tells what is poor at HIGH. */
const LOW: Bar = { confidence: 80, sharpness: 15, brightness: 8, side: 30, turn: 75 };
const MEDIUM: Bar = { confidence: 90, sharpness: 40, brightness: 15, side: 42, turn: 60 };
const HIGH: Bar = { confidence: 95, sharpness: 65, brightness: 28, side: 75, turn: 45 };
const CLEAR: Bar = { confidence: 99, sharpness: 80, brightness: 44, side: 102, turn: 30 };

/** A filter's bar, and the next one: who misses two parts of that barely passes in both. */
interface Level {
  readonly bar: Bar;
  readonly next: Bar;
}

const LEVELS: Readonly<Record<QualityFilter, Level>> = {
  // Refuses nobody, but goes by this bar where MaxFaces makes it choose.
  NONE: { bar: LOW, next: MEDIUM },
  // The lowest, since it only turns away what may not be recognised again.
  AUTO: { bar: LOW, next: MEDIUM },
  LOW: { bar: LOW, next: MEDIUM },
  MEDIUM: { bar: MEDIUM, next: HIGH },
  HIGH: { bar: HIGH, next: CLEAR },
};

/** What each filter asks for, as it is told to who looks at a face that was left out. */
export const QUALITY_BARS = { AUTO: LOW, LOW, MEDIUM, HIGH };

/** Each passes its bar, yet so many nearly miss it that the face as a whole is poor. */
const NEAR_MISSES = 2;

/** A face that was found and is not taken. */
export interface RefusedFace {
  readonly face: AnalysedFace;
  readonly reasons: readonly Reason[];
}

/** The faces that pass and those that do not, each largest box first. */
export interface Selection {
  readonly taken: readonly AnalysedFace[];
  readonly refused: readonly RefusedFace[];
}

/**
 * Refuses what does not reach the filter's bar. If more than `most` are left, those of low quality go first (there
 * are such only without a filter), then the smallest boxes.
 */
export function selectFaces(picture: AnalysedPicture, filter: QualityFilter, most: number): Selection {
  const judged = picture.faces.map((face) => ({ face, reasons: reasonsAgainst(face, picture, LEVELS[filter]) }));
  const good = judged.filter(({ reasons }) => reasons.length === 0);
  const poor = judged.filter(({ reasons }) => reasons.length > 0);
  const candidates = filter === "NONE" ? [...good, ...poor] : good;
  const taken = new Set(candidates.slice(0, most));
  const exceeding = new Set(candidates.slice(most));
  return {
    taken: judged.filter((one) => taken.has(one)).map(({ face }) => face),
    refused: judged
      .filter((one) => !taken.has(one))
      .map((one) => ({
        face: one.face,
        reasons: exceeding.has(one) ? ["EXCEEDS_MAX_FACES", ...one.reasons] : one.reasons,
      })),
  };
}

function reasonsAgainst(face: AnalysedFace, picture: AnalysedPicture, { bar, next }: Level): Reason[] {
  const missed = missedOf(face, picture, bar);
  if (missed.length > 0) return missed;
  return missedOf(face, picture, next).length >= NEAR_MISSES ? ["LOW_FACE_QUALITY"] : [];
}

function missedOf(face: AnalysedFace, { width, height }: AnalysedPicture, bar: Bar): Reason[] {
  const side = Math.min(face.box.width * width, face.box.height * height);
  const turn = Math.max(Math.abs(face.pose.yaw), Math.abs(face.pose.pitch));
  const reasons: (Reason | false)[] = [
    turn > bar.turn && "EXTREME_POSE",
    face.quality.brightness < bar.brightness && "LOW_BRIGHTNESS",
    face.quality.sharpness < bar.sharpness && "LOW_SHARPNESS",
    face.confidence < bar.confidence && "LOW_CONFIDENCE",
    side < bar.side && "SMALL_BOUNDING_BOX",
  ];
  return reasons.filter((reason) => reason !== false);
}
