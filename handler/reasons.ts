import type { Reason, UnindexedFace } from "@aws-sdk/client-rekognition";

/** Says that faces were registered, and why others were not. */
export function registeredReason(registered: number, others: readonly UnindexedFace[]): string {
  const done = registered === 1 ? "One face was registered" : `${registered} faces were registered`;
  return others.length === 0 ? `${done}.` : `${done}; ${facesWere(others.length)} left out: ${why(others)}.`;
}

/** Says that there is no face, or why none of the faces is good enough. */
export function noFaceReason(others: readonly UnindexedFace[]): string {
  return others.length === 0
    ? "No face was found in the picture."
    : `No face was registered; ${facesWere(others.length)} left out: ${why(others)}.`;
}

function facesWere(count: number): string {
  return count === 1 ? "one was" : `${count} were`;
}

function why(faces: readonly UnindexedFace[]): string {
  const words = new Set(faces.flatMap((face) => face.Reasons ?? []).map((reason) => WORDS[reason]));
  return words.size === 0 ? "no reason given" : [...words].join(", ");
}

const WORDS: Record<Reason, string> = {
  EXCEEDS_MAX_FACES: "not the largest face",
  EXTREME_POSE: "turned away too far",
  LOW_BRIGHTNESS: "too dark",
  LOW_CONFIDENCE: "hardly a face",
  LOW_FACE_QUALITY: "too little detail",
  LOW_SHARPNESS: "blurred",
  SMALL_BOUNDING_BOX: "too small",
};
