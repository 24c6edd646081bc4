import { expect, test } from "vitest";
import { redraw } from "../../dev/accuracy/redraw.ts";
import { dependentShare, wilson } from "../../dev/accuracy/share.ts";

test("Wilson's interval, as in its textbook's examples", () => {
  expect(wilson(0, 0)).toBeUndefined();
  expect(wilson(8, 10)).toEqual({
    share: 0.8,
    low: expect.closeTo(0.4902, 4),
    high: expect.closeTo(0.9433, 4),
    of: 10,
  });
  expect(wilson(0, 10)).toEqual({ share: 0, low: 0, high: expect.closeTo(0.2775, 4), of: 10 });
  expect(wilson(10, 10)).toEqual({ share: 1, low: expect.closeTo(0.7225, 4), high: 1, of: 10 });
});

test("pairs that have people in common say less than as many that have none", () => {
  // Of 20 people with 10 pairs each, all pairs of half the people come out right.
  const redrawn = redraw(20, (times) => times.slice(0, 10).reduce((sum, count) => sum + count, 0) / 20);
  const share = dependentShare(100, 200, redrawn, 20);
  const alone = wilson(100, 200);

  expect(share?.share).toBe(0.5);
  expect(alone?.low).toBeCloseTo(0.431, 3);
  expect(share?.low).toBeCloseTo(0.3, 1);
  expect(share?.high).toBeCloseTo(0.7, 1);
});

test("where every pair came out alike, people are counted and not pairs", () => {
  const redrawn = [0, 0, 0];

  expect(dependentShare(0, 2000, redrawn, 10)).toEqual({ share: 0, low: 0, high: wilson(0, 10)?.high, of: 2000 });
  expect(dependentShare(2000, 2000, [1, 1], 10)).toMatchObject({ low: wilson(10, 10)?.low, high: 1 });
});

test("the same people are drawn each time", () => {
  const sums = () => redraw(7, (times) => times.reduce((sum, count, person) => sum + count * person, 0));

  expect(sums()).toEqual(sums());
  expect(new Set(sums()).size).toBeGreaterThan(5);
});
