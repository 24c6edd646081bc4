import { type Condition, Tokens, readCondition } from "./condition.ts";
import type { Filter } from "./filter.ts";
import { type Value, invalidCharacter, unreadable, valueTest } from "./value-test.ts";

/**
 * Makes a filter of a JSON expression such as `{ ($.level = "ERROR" || $.codes[*] >= 500) && $.user NOT EXISTS }`.
 * A message that is no JSON object or array never matches, nor does a property that is an object or an array.
 * Throws InvalidParameterException.
 */
export function jsonFilter(pattern: string): Filter {
  const inner = /^\{([\s\S]*)\}$/.exec(pattern)?.[1];
  if (inner === undefined) throw unreadable(pattern);
  const tokens = new Tokens(inner, pattern);
  const condition = readCondition<unknown>(tokens, (rest) => readComparison(rest, pattern));
  tokens.end();
  return (message) => {
    const root = parse(message);
    return root !== undefined && condition(root);
  };
}

const CONSTANTS = [
  ["NULL", null],
  ["TRUE", true],
  ["FALSE", false],
] as const;

function readComparison(tokens: Tokens, pattern: string): Condition<unknown> {
  const path = readPath(tokens.next(), pattern);
  if (tokens.take("NOT")) {
    if (!tokens.take("EXISTS")) throw unreadable(pattern);
    return (root) => select(root, path).length === 0;
  }
  if (tokens.take("IS")) {
    const constant = CONSTANTS.find(([name]) => tokens.take(name));
    if (constant === undefined) throw unreadable(pattern);
    return (root) => select(root, path).includes(constant[1]);
  }
  const test = valueTest(tokens.next(), tokens.next(), pattern);
  return (root) => select(root, path).some((found) => isValue(found) && test(toValue(found)));
}

/** A step into a value: a member's name or a place, or any of them. */
type Step = string | typeof ANY;
const ANY = Symbol("any member");

/** `$.a.b[0]['c.d'].*` → a, b, 0, c.d, any. */
function readPath(selector: string, pattern: string): Step[] {
  if (selector.startsWith('$."')) throw invalidCharacter('$."');
  if (!selector.startsWith("$")) throw unreadable(pattern);
  const steps = [...selector.slice(1).matchAll(/\.([\w-]+|\*)|\.?\[(?:(\d+|\*)|'([^']+)'|"([^"]+)")\]/gy)];
  const length = steps.reduce((sum, [step]) => sum + step.length, 1);
  const path = steps.map(([, member, place, single, double]) => {
    const name = member ?? place ?? single ?? double ?? "";
    return member === "*" || place === "*" ? ANY : name;
  });
  // AWS takes one wildcard in a selector at the most.
  if (length !== selector.length || path.length === 0 || path.filter((step) => step === ANY).length > 1) {
    throw unreadable(pattern);
  }
  return path;
}

/** What a path leads to: one value, several where it has a wildcard, none where something on it is missing. */
function select(root: unknown, path: readonly Step[]): unknown[] {
  return path.reduce<unknown[]>((found, step) => found.flatMap((at) => stepInto(at, step)), [root]);
}

function stepInto(at: unknown, step: Step): unknown[] {
  if (typeof at !== "object" || at === null) return [];
  if (step === ANY) return Object.values(at);
  return Object.hasOwn(at, step) ? [(at as Record<string, unknown>)[step]] : [];
}

function isValue(found: unknown): found is string | number {
  return typeof found === "string" || typeof found === "number";
}

function toValue(found: string | number): Value {
  return { text: String(found), number: typeof found === "number" ? found : undefined };
}

function parse(message: string): object | undefined {
  try {
    const root: unknown = JSON.parse(message);
    return typeof root === "object" && root !== null ? root : undefined;
  } catch {
    return undefined;
  }
}
