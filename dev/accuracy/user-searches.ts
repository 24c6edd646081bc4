import { distanceToUser, userVector } from "../rekognition/collections/user-vector.ts";
import type { FaceModel } from "../rekognition/model/face-model.ts";
import type { LabelledFace } from "./look-at-pictures.ts";

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
  readonly byFace?: Found;
  readonly byUser?: Found;
}

/**
 * Searches for each face among the others: once among users that have the others' vectors, and once for every way in
 * which a person could be there with one face alone.
 */
export function trySearches(
  faces: readonly LabelledFace[],
  model: Pick<FaceModel, "similarity" | "similarityAt">,
): UserSearches {
  const people = Map.groupBy(faces, ({ person }) => person);
  const vectors = (of: readonly LabelledFace[]) => of.map(({ face }) => face.embedding);
  const wholes = new Map([...people].map(([person, all]) => [person, userVector(vectors(all))]));
  const searched = faces.filter(({ person }) => (people.get(person)?.length ?? 0) >= 3);
  const single = { right: 0, wrong: 0 };
  const users = { right: 0, wrong: 0 };
  for (const face of searched) {
    const like = (other: Float32Array) => (model.similarity(face.face.embedding, other) >= 80 ? 1 : 0);
    let wrongUser = 0;
    // With one face each: the share of choices in which nobody else answers.
    let nobodyElse = 1;
    for (const [person, all] of people) {
      const own = person === face.person;
      const others = vectors(own ? all.filter((other) => other !== face) : all);
      const matching = others.reduce((sum, other) => sum + like(other), 0) / others.length;
      const user = own ? userVector(others) : wholes.get(person);
      const asUser = user && model.similarityAt(distanceToUser(user, face.face.embedding)) >= 80 ? 1 : 0;
      if (own) {
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
  const searches = searched.length;
  const share = ({ right, wrong }: Found): Found => ({ right: right / searches, wrong: wrong / searches });
  return searches === 0 ? { searches } : { searches, byFace: share(single), byUser: share(users) };
}
