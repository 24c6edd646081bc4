import type { RatioPoint } from "./model/face-model.ts";

/** A named point, ratios of the upright picture's width and height. "left" is the picture's left, as on AWS. */
export interface Landmark {
  readonly Type: string;
  readonly X: number;
  readonly Y: number;
}

/** Name and the points of dlib's 68 whose mean it is, in the order in which AWS's answers list them. */
type LandmarkSource = readonly [type: string, ...points: number[]];

const FIVE: readonly LandmarkSource[] = [
  ["eyeLeft", 36, 37, 38, 39, 40, 41],
  ["eyeRight", 42, 43, 44, 45, 46, 47],
  ["mouthLeft", 48],
  ["mouthRight", 54],
  ["nose", 30],
];

const THIRTY: readonly LandmarkSource[] = [
  ...FIVE,
  ["leftEyeBrowLeft", 17],
  ["leftEyeBrowRight", 21],
  ["leftEyeBrowUp", 19],
  ["rightEyeBrowLeft", 22],
  ["rightEyeBrowRight", 26],
  ["rightEyeBrowUp", 24],
  ["leftEyeLeft", 36],
  ["leftEyeRight", 39],
  ["leftEyeUp", 37, 38],
  ["leftEyeDown", 40, 41],
  ["rightEyeLeft", 42],
  ["rightEyeRight", 45],
  ["rightEyeUp", 43, 44],
  ["rightEyeDown", 46, 47],
  ["noseLeft", 31],
  ["noseRight", 35],
  ["mouthUp", 51],
  ["mouthDown", 57],
  ["leftPupil", 36, 37, 38, 39, 40, 41],
  ["rightPupil", 42, 43, 44, 45, 46, 47],
  ["upperJawlineLeft", 0],
  ["midJawlineLeft", 4],
  ["chinBottom", 8],
  ["midJawlineRight", 12],
  ["upperJawlineRight", 16],
];

/** The landmarks of `DEFAULT`, from dlib's 68 points. */
export function fiveLandmarks(points: readonly RatioPoint[]): Landmark[] {
  return FIVE.map((source) => landmark(source, points));
}

/** The landmarks of `ALL`, from dlib's 68 points. */
export function thirtyLandmarks(points: readonly RatioPoint[]): Landmark[] {
  return THIRTY.map((source) => landmark(source, points));
}

function landmark([type, ...sources]: LandmarkSource, points: readonly RatioPoint[]): Landmark {
  let [x, y] = [0, 0];
  for (const source of sources) {
    x += points[source]?.[0] ?? 0;
    y += points[source]?.[1] ?? 0;
  }
  return { Type: type, X: Math.fround(x / sources.length), Y: Math.fround(y / sources.length) };
}
