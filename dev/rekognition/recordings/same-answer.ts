/**
 * Numbers this near are one: the face model's differ by some 1e-6 of a picture from one kind of processor to another,
 * whose nets add up in another order. A hundredth of a percent of confidence, or a tenth of a pixel, means nothing.
 */
const NEAR = 1e-4;
/** However large the numbers are: times are in seconds. */
const NEAREST = 1e-2;

/** Whether two answers say the same: equal, but for the last digits of numbers that count nothing. */
export function sameAnswer(one: unknown, other: unknown): boolean {
  if (typeof one === "number" && typeof other === "number") return one === other || isNoise(one, other);
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [members, others] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  return members.size === others.size && [...members].every(([name, value]) => sameAnswer(value, others.get(name)));
}

function isNoise(one: number, other: number): boolean {
  if (Number.isInteger(one) && Number.isInteger(other)) return false;
  return Math.abs(one - other) <= Math.min(NEAREST, NEAR * Math.max(1, Math.abs(one)));
}
