/** The mean of what a net says of a face and of its mirror image, each and the mean of length 1. */
export function mirroredMean(seen: Float32Array, mirrored: Float32Array): Float32Array {
  const [one, other] = [toUnitLength(seen), toUnitLength(mirrored)];
  return toUnitLength(one.map((value, at) => value + (other[at] ?? 0)));
}

function toUnitLength(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
