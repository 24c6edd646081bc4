import { centroid } from "./align.ts";
import type { Pose } from "./face-model.ts";
import type { Point } from "./pixels.ts";

/**
 * Where the nose tip of a level head lies between eyes (0) and mouth corners (1): .534 in dlib's mean shape,
 * about .6 where the landmark net puts it on photographs.
 */
const levelNose = 0.57;
/** How far the nose tip stands out: of half the span of the outer eye corners; of the height from eyes to mouth. */
const noseDepth = { ofHalfEyeSpan: 1, ofEyesToMouth: 0.55 };

/**
 * Head pose from the landmarks (pixels): roll is measured on the eyes, yaw and pitch are estimates from how
 * far the nose tip has moved, as of a head whose nose stands out by a fixed share; not validated on labelled heads.
 */
export function estimatePose(landmarks: readonly Point[]): Pose {
  const leftEye = centroid(landmarks.slice(36, 42));
  const rightEye = centroid(landmarks.slice(42, 48));
  const roll = Math.atan2(rightEye[1] - leftEye[1], rightEye[0] - leftEye[0]);
  const level = landmarks.map(([x, y]): Point => [
    x * Math.cos(roll) + y * Math.sin(roll),
    y * Math.cos(roll) - x * Math.sin(roll),
  ]);
  const at = (i: number): Point => level[i] ?? [0, 0];
  const eyes = centroid([at(36), at(45)]);
  const mouth = centroid([at(48), at(54)]);
  const nose = at(30);
  const halfSpan = (at(45)[0] - at(36)[0]) / 2;
  const eyesToMouth = mouth[1] - eyes[1];
  const sideways = (nose[0] - (eyes[0] + mouth[0]) / 2) / halfSpan;
  const raised = levelNose - (nose[1] - eyes[1]) / eyesToMouth;
  return {
    roll: degrees(roll),
    yaw: degrees(Math.atan(sideways / noseDepth.ofHalfEyeSpan)),
    pitch: degrees(Math.atan(raised / noseDepth.ofEyesToMouth)),
  };
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}
