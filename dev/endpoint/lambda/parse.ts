import * as v from "valibot";
import { ServiceError } from "../errors.ts";

/** Parses an operation's input; the error names the member as Lambda's validation does. */
export function parseInput<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = (v.getDotPath(issue) ?? "").replace(
    /(^|\.)([A-Z])/g,
    (_, dot: string, letter: string) => dot + letter.toLowerCase(),
  );
  const value = issue.input === undefined ? "null" : `'${describe(issue.input)}'`;
  const constraint = issue.input === undefined ? "Member must not be null" : issue.message;
  throw new ServiceError(
    "ValidationException",
    `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: ${constraint}`,
  );
}

/** A whole number between two others, with the words of Lambda's validation. */
export function wholeNumber(least: number, most: number) {
  return v.pipe(
    v.number(),
    v.integer(),
    v.minValue(least, `Member must have value greater than or equal to ${least}`),
    v.maxValue(most, `Member must have value less than or equal to ${most}`),
  );
}

/** One of some names, with the words of Lambda's validation. */
export function oneOf<const Names extends readonly string[]>(names: Names) {
  return v.picklist(names, `Member must satisfy enum value set: [${names.join(", ")}]`);
}

function describe(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? `${value}`
    : JSON.stringify(value);
}
