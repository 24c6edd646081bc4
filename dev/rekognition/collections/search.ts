import type { Vectors } from "./vectors.ts";

/** A face whose vector is like the one searched for; similarity 0–100 as float32. */
export interface Match {
  readonly faceId: string;
  readonly similarity: number;
}

/** What is searched for, and how much of it is wanted. */
export interface Search {
  readonly vector: Float32Array;
  /** Least similarity, 0–100. */
  readonly threshold: number;
  readonly limit: number;
  /** A face that is no answer: the searched one itself. */
  readonly except?: string;
  readonly similarity: (a: Float32Array, b: Float32Array) => number;
}

/** Compares with every vector; the best `limit` matches, best first, equal ones by face id. */
export function search(vectors: Vectors, { vector, threshold, limit, except, similarity }: Search): Match[] {
  const matches: Match[] = [];
  for (const [faceId, other] of vectors) {
    const match = { faceId, similarity: similarity(vector, other) };
    if (match.similarity >= threshold && faceId !== except) matches.push(match);
  }
  return matches.sort((a, b) => b.similarity - a.similarity || (a.faceId < b.faceId ? -1 : 1)).slice(0, limit);
}
