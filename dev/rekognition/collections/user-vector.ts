/**
 * One vector for a user's faces: their mean. What differs from picture to picture (light, pose, expression) falls out
 * of it, so it lies nearer to the next picture of the same person than single faces do.
 */
export function userVector(faces: readonly Float32Array[]): Float32Array | undefined {
  const [first] = faces;
  if (first === undefined) return undefined;
  return first.map((_, i) => faces.reduce((sum, face) => sum + (face[i] ?? 0), 0) / faces.length);
}
