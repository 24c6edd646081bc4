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
 * What a face must reach. AWS publishes no numbers; these were set on photographs and drawn faces about 200 px wide,
 * blurred, darkened and shrunk, each compared with its original.
 */
interface Bar {
  /** 0–100; the detector gives no face under 50. */
  readonly confidence: number;
  /** 0–100: originals 61–100; blurred by σ 8 px 20–39 and still matching (84–100), by σ 12 px 16–33 and mostly not. */
  readonly sharpness: number;
  /** 0–100: originals 30–70; at a tenth of the light 3–7 and still matching, below that some are not found. */
  readonly brightness: number;
  /** Shorter side in pixels of the picture; of 37 px all still matched, under that vectors drift (.32 apart). */
  readonly side: number;
  /** Degrees of yaw or pitch to either side, estimated from the landmarks; photographs reached 54. */
  readonly turn: number;
}

/** The lowest bar; AUTO is it, since it only turns away what cannot be recognised again. */
const LOW: Bar = { confidence: 60, sharpness: 20, brightness: 5, side: 32, turn: 75 };

const BARS: Readonly<Record<Exclude<QualityFilter, "NONE">, Bar>> = {
  AUTO: LOW,
  LOW,
  MEDIUM: { confidence: 75, sharpness: 35, brightness: 10, side: 50, turn: 60 },
  HIGH: { confidence: 90, sharpness: 55, brightness: 18, side: 80, turn: 45 },
};

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
  const bar = filter === "NONE" ? LOW : BARS[filter];
  const judged = picture.faces.map((face) => ({ face, reasons: reasonsAgainst(face, picture, bar) }));
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

function reasonsAgainst(face: AnalysedFace, { width, height }: AnalysedPicture, bar: Bar): Reason[] {
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
