import { expect, test } from "vitest";
import { search } from "../../../dev/rekognition/collections/search.ts";
import { Vectors } from "../../../dev/rekognition/collections/vectors.ts";
import { similarity } from "../../../dev/rekognition/model/similarity.ts";

/** A vector at the distance `at` from that of 0. */
function vector(at: number): Float32Array {
  const made = new Float32Array(128);
  made[0] = at;
  return made;
}

test("keeps every vector over many additions and removals", () => {
  const vectors = new Vectors();
  const expected = new Map<string, number>();
  for (let i = 0; i < 500; i++) {
    vectors.put(`face-${i}`, vector(i));
    expected.set(`face-${i}`, i);
    if (i % 3 !== 0) continue;
    vectors.remove(`face-${i / 3}`);
    expected.delete(`face-${i / 3}`);
  }
  vectors.put("face-499", vector(-1));
  expected.set("face-499", -1);
  vectors.remove("never-there");

  expect(vectors.size).toBe(expected.size);
  expect(new Map([...vectors].map(([id, values]) => [id, values[0]]))).toEqual(expected);
  expect(vectors.get("face-498")?.[0]).toBe(498);
  expect(vectors.get("face-0")).toBeUndefined();
});

test("finds the best first, those of equal similarity by id, without the searched one", () => {
  const vectors = new Vectors();
  vectors.put("self", vector(0));
  vectors.put("far", vector(0.7));
  vectors.put("near", vector(0.5));
  vectors.put("b-same", vector(0));
  vectors.put("a-same", vector(0));
  const wanted = { vector: vector(0), threshold: 80, except: "self", similarity };

  const all = search(vectors, { ...wanted, limit: 10 });
  const two = search(vectors, { ...wanted, limit: 2 });
  const loose = search(vectors, { ...wanted, threshold: 0, limit: 10 });

  expect(all.map(({ faceId }) => faceId)).toEqual(["a-same", "b-same", "near"]);
  expect(two.map(({ faceId }) => faceId)).toEqual(["a-same", "b-same"]);
  expect(loose.map(({ faceId }) => faceId)).toEqual(["a-same", "b-same", "near", "far"]);
  expect(all[0]?.similarity).toBe(100);
});
