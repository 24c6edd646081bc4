/** The distance of two embeddings at which their similarity is 50, and how fast it falls around it. */
export interface SimilarityCurve {
  readonly middle: number;
  readonly steepness: number;
}

/** Of our own embeddings. */
const OWN: SimilarityCurve = { middle: 0.42, steepness: 0.014 };

/**
 * Similarity of two embeddings, 0–100 as float32: a logistic of their distance that gives 99 at .356, 95 at .379 and 80
 * at .401. Set so that one stranger in a thousand reaches 95: on three public collections such a stranger lies at .35
 * to .41 (measured for vectors of unit length; the mean with the mirror image lies 3 % lower).
 */
export function similarity(a: Float32Array, b: Float32Array, curve?: SimilarityCurve): number {
  return similarityAt(distance(a, b), curve);
}

/** The same for embeddings whose distance is known. */
export function similarityAt(distance: number, { middle, steepness } = OWN): number {
  return Math.fround(100 / (1 + Math.exp((distance - middle) / steepness)));
}

/** A distance beyond which no two embeddings have this similarity (0–100), also after its rounding to float32. */
export function reachOf(least: number, { middle, steepness } = OWN): number {
  const unrounded = least - 1e-5;
  return unrounded <= 0 ? Infinity : middle + steepness * Math.log(100 / unrounded - 1);
}

/** Euclidean distance of two embeddings. */
export function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}
