import type { Collection } from "../collections/collection-store.ts";
import { search } from "../collections/search.ts";
import type { Face } from "../collections/stored-face.ts";
import type { User } from "../collections/user-store.ts";
import type { Vectors, WantedVector } from "../collections/vectors.ts";
import type { RekognitionContext } from "../context.ts";
import type { FaceModel } from "../model/face-model.ts";

/** Least similarity and most matches of a search that says nothing; for the second AWS documents no default. */
export const SEARCH_DEFAULTS = { FaceMatchThreshold: 80, MaxFaces: 4096 } as const;

/** The same for users. */
export const USER_SEARCH_DEFAULTS = { UserMatchThreshold: 80, MaxUsers: 500 } as const;

/** A face of the collection that is like the searched one; Similarity 0–100. */
export interface FaceMatch {
  readonly Similarity: number;
  readonly Face: Face;
}

/** A user of the collection that is like the searched face or user; Similarity 0–100. */
export interface UserMatch {
  readonly Similarity: number;
  readonly User: User;
}

/** What is searched for. */
export interface Wanted extends WantedVector {
  /** Least similarity, 0–100. */
  readonly threshold: number;
  readonly limit: number;
  /** A face or user that is no answer: the searched one itself. */
  readonly except?: string;
}

/** The faces of a collection that are like a vector, best first. */
export async function findMatches(
  { faces }: RekognitionContext,
  collection: Collection,
  model: FaceModel,
  wanted: Wanted,
): Promise<FaceMatch[]> {
  const matches = await match(await faces.vectors(collection, model.version), model, wanted);
  const found = await faces.find(collection.id, [...matches.keys()]);
  return found.map((Face) => ({ Similarity: matches.get(Face.FaceId) ?? 0, Face }));
}

/** The users of a collection whose vectors are like a vector, best first. */
export async function findUserMatches(
  { users }: RekognitionContext,
  collection: Collection,
  model: FaceModel,
  wanted: Wanted,
): Promise<UserMatch[]> {
  const matches = await match(await users.vectors(collection.id), model, wanted);
  const found = await users.find(collection.id, [...matches.keys()]);
  return found.map((User) => ({ Similarity: matches.get(User.UserId) ?? 0, User }));
}

/** Similarities by id, best first. */
async function match(
  vectors: Vectors,
  model: FaceModel,
  { threshold, limit, except, ...vector }: Wanted,
): Promise<Map<string, number>> {
  const reach = model.reachOf(threshold);
  const neighbours = await search(vectors, { ...vector, reach, limit: except === undefined ? limit : limit + 1 });
  return new Map(
    neighbours
      .filter(({ id }) => id !== except)
      .map(({ id, distance }) => [id, model.similarityAt(distance)] as const)
      .filter(([, similarity]) => similarity >= threshold)
      .slice(0, limit),
  );
}
