import { setImmediate } from "node:timers/promises";
import { Nearest, type Neighbour } from "./nearest.ts";
import type { Vectors, WantedVector } from "./vectors.ts";

/** Vectors that one turn of the event loop compares: about 1 ms, 8 where there is no kernel. */
const SLICE = 50_000;

/** What is searched for, and how much of it is wanted. */
export interface Search extends WantedVector {
  /** Largest distance. */
  readonly reach: number;
  readonly limit: number;
}

/**
 * Compares with every vector; the nearest `limit` within reach, nearest first, those at equal distance by id. In
 * slices from the last place to the first: a removal between two of them moves the last vector to a lower place,
 * where it is seen a second time and none is missed.
 */
export async function search(vectors: Vectors, { reach, limit, ...wanted }: Search): Promise<Neighbour[]> {
  const nearest = new Nearest(limit, reach);
  for (let to = vectors.size; to > 0;) {
    const from = Math.max(0, to - SLICE);
    vectors.measure(wanted, from, to, nearest);
    if (from > 0) await setImmediate();
    to = Math.min(from, vectors.size);
  }
  return nearest.take();
}
