import { distanceToUser, userVector } from "../../dev/rekognition/collections/user-vector.ts";
import type { FaceModel } from "../../dev/rekognition/model/face-model.ts";
import type { LabelledFace } from "./labelled-photographs.ts";

/** Right and wrong answers of searches that ask for 80; shares 0–1. */
export interface Found {
  /** Searches that gave the right person. */
  readonly right: number;
  /** Searches that gave somebody else, with or without the right one. */
  readonly wrong: number;
}

/** What a search for a face gives where each person is one face, and where each is a user with several. */
export interface UserSearches {
  /** Faces searched for: those of people with at least three. */
  readonly searches: number;
  readonly byFace: Found | undefined;
  readonly byUser: Found | undefined;
}

/**
 * Searches for each face among the others: once among users that have the others' vectors, and once for every way in
 * which a person could be there with one face alone.
 */
export function trySearches(
  faces: readonly LabelledFace[],
  model: Pick<FaceModel, "similarity" | "similarityAt">,
): { readonly users: UserSearches } {
  const people = Map.groupBy(faces, ({ person }) => person);
  const searched = faces.filter(({ person }) => (people.get(person)?.length ?? 0) >= 3);
  const single = { right: 0, wrong: 0 };
  const users = { right: 0, wrong: 0 };
  for (const face of searched) {
    const like = (other: Float32Array) => (model.similarity(face.embedding, other) >= 80 ? 1 : 0);
    let wrongUser = 0;
    // With one face each: the share of choices in which nobody else answers.
    let nobodyElse = 1;
    for (const [person, all] of people) {
      const others = all.filter((other) => other !== face).map(({ embedding }) => embedding);
      const matching = others.reduce((sum, other) => sum + like(other), 0) / others.length;
      const user = userVector(others);
      const asUser = user && model.similarityAt(distanceToUser(user, face.embedding)) >= 80 ? 1 : 0;
      if (person === face.person) {
        single.right += matching;
        users.right += asUser;
      } else {
        nobodyElse *= 1 - matching;
        wrongUser = Math.max(wrongUser, asUser);
      }
    }
    single.wrong += 1 - nobodyElse;
    users.wrong += wrongUser;
  }
  const share = ({ right, wrong }: Found): Found | undefined =>
    searched.length === 0 ? undefined : { right: right / searched.length, wrong: wrong / searched.length };
  return { users: { searches: searched.length, byFace: share(single), byUser: share(users) } };
}
