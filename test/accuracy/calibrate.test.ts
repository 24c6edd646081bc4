import { expect, test } from "vitest";
import { findCurve } from "../../dev/accuracy/calibrate.ts";
import { similarityAt } from "../../dev/rekognition/model/similarity.ts";

/** So many distances of strangers, normally distributed, ascending; the same at every run. */
function strangers(count: number, mean: number, deviation: number): number[] {
  let seed = 11;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const normal = () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  return Array.from({ length: count }, () => mean + deviation * normal()).toSorted((a, b) => a - b);
}

test("one stranger in 1,000 reaches 95, one in 160 reaches 80 and one in 10,000 reaches 99", () => {
  const distances = strangers(200_000, 1.4, 0.05);

  const curve = findCurve(distances.slice(0, 6000), distances.length);
  const reaching = (least: number) =>
    distances.filter((distance) => similarityAt(distance, curve) >= least).length / distances.length;

  expect(reaching(95)).toBeCloseTo(1e-3, 4);
  expect(reaching(80)).toBeGreaterThan(5e-3);
  expect(reaching(80)).toBeLessThan(8e-3);
  expect(reaching(99)).toBeGreaterThan(4e-5);
  expect(reaching(99)).toBeLessThan(2.5e-4);
});

test("too few strangers, and strangers that are all alike, give no curve", () => {
  expect(() => findCurve([1, 1.1], 9999)).toThrow(
    "9999 pairs of two people are too few to find a curve: it takes 10000",
  );
  expect(() =>
    findCurve(
      Array.from({ length: 1000 }, () => 1),
      20_000,
    ),
  ).toThrow("tells nobody apart");
});
