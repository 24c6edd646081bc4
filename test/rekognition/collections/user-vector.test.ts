import { expect, test } from "vitest";
import { search } from "../../../dev/rekognition/collections/search.ts";
import { distanceToUser, userVector } from "../../../dev/rekognition/collections/user-vector.ts";
import { Vectors } from "../../../dev/rekognition/collections/vectors.ts";
import { distance } from "../../../dev/rekognition/model/similarity.ts";

/** A vector that begins with these numbers. */
function vector(...numbers: number[]): Float32Array {
  const made = new Float32Array(128);
  made.set(numbers);
  return made;
}

const FACES = [vector(0.3, 0.1), vector(-0.2, 0.4), vector(0, -0.3, 0.2)];

test("a user without faces has no vector, one with a single face that face's", () => {
  expect(userVector([])).toBeUndefined();
  expect(userVector([vector(1, 2)])).toEqual({ mean: vector(1, 2), spread: 0 });
});

test("a face's distance to a user is the root of the mean squared distance to the user's faces", () => {
  const face = vector(0.5, 0, -0.1, 0.2);
  const squares = FACES.map((one) => distance(one, face) ** 2);
  const expected = Math.sqrt(squares.reduce((sum, square) => sum + square) / squares.length);

  const user = userVector(FACES);

  expect(user && distanceToUser(user, face)).toBeCloseTo(expected, 6);
});

test("a search counts the spread of both sides in", async () => {
  const user = userVector(FACES) ?? { mean: vector(), spread: 0 };
  const vectors = new Vectors();
  for (let i = 0; i < 5; i++) vectors.put(`u${i}`, user.mean, user.spread);
  const face = vector(0.5, 0, -0.1, 0.2);

  const byFace = await search(vectors, { vector: face, reach: Infinity, limit: 5 });
  const byUser = await search(vectors, { vector: user.mean, spread: user.spread, reach: Infinity, limit: 5 });

  expect(byFace).toHaveLength(5);
  for (const { distance: found } of byFace) expect(found).toBeCloseTo(distanceToUser(user, face), 6);
  for (const { distance: found } of byUser) expect(found).toBeCloseTo(Math.sqrt(2 * user.spread), 6);
});
