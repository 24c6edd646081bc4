import type { Collection } from "../collections/collection-store.ts";
import type { Face } from "../collections/stored-face.ts";
import { type Search, search } from "../collections/search.ts";
import type { RekognitionContext } from "../context.ts";
import type { FaceModel } from "../model/face-model.ts";

/** Least similarity and most matches of a search that says nothing; for the second AWS documents no default. */
export const SEARCH_DEFAULTS = { FaceMatchThreshold: 80, MaxFaces: 4096 } as const;

/** A face of the collection that is like the searched one; Similarity 0–100. */
export interface FaceMatch {
  readonly Similarity: number;
  readonly Face: Face;
}

/** The faces of a collection that are like a vector, best first. */
export async function findMatches(
  { faces }: RekognitionContext,
  collection: Collection,
  model: FaceModel,
  wanted: Omit<Search, "similarity">,
): Promise<FaceMatch[]> {
  const vectors = await faces.vectors(collection, model.version);
  const matches = search(vectors, { ...wanted, similarity: (a, b) => model.similarity(a, b) });
  const found = await faces.find(
    collection.id,
    matches.map(({ faceId }) => faceId),
  );
  const shown = new Map(found.map((face) => [face.FaceId, face]));
  return matches.flatMap(({ faceId, similarity }) => {
    const face = shown.get(faceId);
    return face === undefined ? [] : [{ Similarity: similarity, Face: face }];
  });
}
