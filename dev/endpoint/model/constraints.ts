import type { Shape, ShapeType } from "./shape.ts";

/** One constraint of a shape. */
export interface Constraint {
  readonly holds: (value: unknown) => boolean;
  /** As AWS's framework words it. */
  readonly words: string;
}

const compiled = new WeakMap<Shape, readonly Constraint[]>();
const LONGEST = "Member must have length less than or equal to";
const SHORTEST = "Member must have length greater than or equal to";

/**
 * The constraints of a shape on a value of its type, compiled when they are first asked for: the largest measure, the
 * smallest, the pattern, the enumeration. That order was seen where all of a list's element are named (Lambda's layers).
 */
export function constraintsOf(shape: Shape): readonly Constraint[] {
  let constraints = compiled.get(shape);
  if (constraints === undefined) compiled.set(shape, (constraints = compile(shape)));
  return constraints;
}

function compile({ type, min, max, pattern, enum: values }: Shape): Constraint[] {
  const constraints: Constraint[] = [];
  const measure = MEASURES[type];
  const ofValue = measure === undefined;
  const size = measure ?? Number;
  const [least, most] = ofValue
    ? [SHORTEST.replace("length", "value"), LONGEST.replace("length", "value")]
    : [SHORTEST, LONGEST];
  if (max !== undefined) constraints.push({ holds: (value) => size(value) <= max, words: `${most} ${max}` });
  if (min !== undefined) constraints.push({ holds: (value) => size(value) >= min, words: `${least} ${min}` });
  if (pattern !== undefined) {
    const whole = new RegExp(`^(?:${pattern})$`, "u");
    const words = `Member must satisfy regular expression pattern: ${pattern}`;
    constraints.push({ holds: (value) => whole.test(String(value)), words });
  }
  if (values !== undefined) {
    const known = new Set<unknown>(values);
    const words = `Member must satisfy enum value set: [${values.join(", ")}]`;
    constraints.push({ holds: (value) => known.has(value), words });
  }
  return constraints;
}

/** What is measured of a type by its length; of others it is the value. */
const MEASURES: Readonly<Partial<Record<ShapeType, (value: unknown) => number>>> = {
  string: (value) => String(value).length,
  blob: blobLength,
  list: (value) => (value as readonly unknown[]).length,
  map: (value) => Object.keys(value as object).length,
};

/** Bytes of a value in base64. */
export function blobLength(value: unknown): number {
  return Buffer.byteLength(String(value), "base64");
}
