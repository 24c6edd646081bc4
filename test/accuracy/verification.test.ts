import { expect, test } from "vitest";
import type { LabelledFace } from "../../dev/accuracy/look-at-pictures.ts";
import { comparePairs } from "../../dev/accuracy/pairs.ts";
import { verify } from "../../dev/accuracy/verification.ts";
import type { AnalysedFace } from "../../dev/rekognition/model/face-model.ts";

/** A face at a place on a line: its vector has one number. */
function at(place: number, person: string): LabelledFace {
  const face = { embedding: Float32Array.of(place) } as unknown as AnalysedFace;
  return { file: `${person}/${place}.jpg`, group: undefined, person, face };
}

/** Similarity falls by one for each unit of distance. */
const model = { similarityAt: (distance: number) => 100 - distance, reachOf: (least: number) => 100 - least };

test("counts pairs by threshold, and who is nearest", () => {
  const faces = [at(0, "ann"), at(4, "ann"), at(18, "ann"), at(100, "bob"), at(130, "bob"), at(15, "cleo")];

  const { verification, worst } = verify(faces, model, 2);

  // ann: distances 4, 14, 18; bob: 30; strangers within 20: cleo and ann at 15, 11 and 3.
  expect(verification).toMatchObject({
    samePairs: 4,
    differentPairs: 11,
    at: [
      { threshold: 80, same: { share: 3 / 4 }, different: { share: 3 / 11 } },
      { threshold: 90, same: { share: 1 / 4 }, different: { share: 1 / 11 } },
      { threshold: 95, same: { share: 1 / 4 }, different: { share: 1 / 11 } },
      { threshold: 99, same: { share: 0 }, different: { share: 0 } },
    ],
    // cleo has no other picture; the third of ann lies nearer to hers.
    rankOne: { share: 4 / 5, of: 5 },
  });
  expect(verification.balancedAt80).toBeCloseTo((3 / 4 + 8 / 11) / 2, 10);
  expect(worst.same.map(({ similarity }) => similarity)).toEqual([70, 82]);
  expect(worst.different.map(({ one, other, similarity }) => [one, other, similarity])).toEqual([
    [2, 5, 97],
    [1, 5, 89],
  ]);
});

test("says what passes where so many strangers do, and whether there are enough of them to tell", () => {
  // 46 people of one picture, and one with five: distances of strangers are multiples of 3.
  const crowd = Array.from({ length: 46 }, (_, person) => at(30 + 3 * person, `p${person}`));
  const faces = [at(0, "ann"), at(0.5, "ann"), at(1, "ann"), at(1.5, "ann"), at(10, "ann"), ...crowd];

  const { differentPairs, atFalseRate } = verify(faces, model).verification;
  const [percent, thousandth, tenThousandth] = atFalseRate;

  expect(differentPairs).toBe((46 * 45) / 2 + 5 * 46);
  // 12 of 1,265 may pass, and the next limit at which any do lets 45 pass: so none does, nor a pair 8.5 apart.
  expect(percent).toMatchObject({ rate: 1e-2, similarity: 97, enough: true, takes: 1000, same: { share: 6 / 10 } });
  expect(thousandth).toMatchObject({ rate: 1e-3, enough: false, takes: 10_000, same: { share: 6 / 10 } });
  expect(tenThousandth).toEqual({ rate: 1e-4, enough: false, takes: 100_000 });
});

test("keeps the closest pairs of two people, the same ones as a list of all would have", () => {
  let seed = 7;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647);
  const faces = Array.from({ length: 300 }, (_, person) => at(next() % 100_000, `p${person}`));
  const all = faces
    .flatMap((one, i) => faces.slice(i + 1).map((other) => Math.abs(place(one) - place(other))))
    .toSorted((a, b) => a - b);

  const { closest, different } = comparePairs(faces, 40);

  expect(different).toBe(all.length);
  expect(closest.length).toBeGreaterThanOrEqual(all.length * 0.03);
  expect(closest.map(({ distance }) => distance)).toEqual(all.slice(0, closest.length));
  const wide = comparePairs(faces, 20_000).closest;
  expect(wide).toHaveLength(all.filter((distance) => distance <= 20_000).length);
});

function place({ face }: LabelledFace): number {
  return face.embedding[0] ?? 0;
}
