import { distance } from "../model/similarity.ts";

/** One vector for all faces of a user. */
export interface UserVector {
  readonly mean: Float32Array;
  /** Mean squared distance of the faces to it. */
  readonly spread: number;
}

/**
 * The mean of a user's faces: what differs from picture to picture (light, pose, expression) falls out of it. A mean
 * lies nearer to everybody than single faces do, to strangers as well, so its faces' spread is kept and counted in.
 */
export function userVector(faces: readonly Float32Array[]): UserVector | undefined {
  const [first] = faces;
  if (first === undefined) return undefined;
  const mean = first.map((_, i) => faces.reduce((sum, face) => sum + (face[i] ?? 0), 0) / faces.length);
  const spread = faces.reduce((sum, face) => sum + distance(face, mean) ** 2, 0) / faces.length;
  return { mean, spread };
}

/** A face's distance to a user: the root of the mean squared distance to the user's faces. */
export function distanceToUser({ mean, spread }: UserVector, face: Float32Array): number {
  return Math.sqrt(distance(mean, face) ** 2 + spread);
}
