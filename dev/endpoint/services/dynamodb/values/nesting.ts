import { validationError } from "../errors.ts";
import type { AttributeValue, Item } from "./attribute-value.ts";

/** Levels of lists and maps that an attribute may have. */
const MAX_LEVELS = 32;

/** Levels of JSON below which no input is of a legal nesting: two for each of a value's, and those of the request. */
const MAX_JSON_LEVELS = 2 * MAX_LEVELS + 16;

/** Throws where lists and maps of an item lie deeper in each other than DynamoDB allows. */
export function checkNesting(item: Item): void {
  for (const value of Object.values(item)) if (levels(value) > MAX_LEVELS) throw tooDeep();
}

/** Throws for an input that is too deep for recursive functions, and for a list with a null, which no member takes. */
export function checkJson(input: unknown): void {
  let level: unknown[] = [input];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_JSON_LEVELS) throw tooDeep();
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null) continue;
      if (Array.isArray(value) && value.includes(null)) {
        throw validationError("A list holds null where a value is expected");
      }
      for (const member of Object.values(value)) if (typeof member === "object") next.push(member);
    }
    level = next;
  }
}

function levels(value: AttributeValue): number {
  if (!("L" in value || "M" in value)) return 0;
  const members = "L" in value ? value.L : Object.values(value.M);
  return 1 + members.reduce((deepest, member) => Math.max(deepest, levels(member)), 0);
}

function tooDeep(): Error {
  return validationError(
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
  );
}
