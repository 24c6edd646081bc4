import { placesMatcher } from "../patterns/wildcards.ts";
import { invalidParameter } from "./errors.ts";

/** A value of a log event: its text, and the number that it is, if it is one. */
export interface Value {
  readonly text: string;
  readonly number: number | undefined;
}

/** Whether a value is as a condition says. */
export type ValueTest = (value: Value) => boolean;

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const ORDERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** The number that a text is, decimal or scientific; undefined where it is none. */
export function numberIn(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

/**
 * Makes the test of `operator term`. A term is a number, a text with `*` for anything, or a `%regular expression%`.
 * @param pattern what the error shows
 */
export function valueTest(operator: string, term: string, pattern: string): ValueTest {
  const order = ORDERS[operator];
  if (order !== undefined) {
    const limit = numberIn(term);
    if (limit === undefined) throw unreadable(pattern);
    return ({ number }) => number !== undefined && order(number, limit);
  }
  const equals = equalTest(term);
  if (operator === "=") return equals;
  // The older guide writes it as `=!`.
  if (operator === "!=" || operator === "=!") return (value) => !equals(value);
  throw unreadable(pattern);
}

function equalTest(term: string): ValueTest {
  const expression = /^%([\s\S]+)%$/.exec(term)?.[1];
  if (expression !== undefined) {
    const isIn = containsRegularExpression(expression);
    return ({ text }) => isIn(text);
  }
  const number = numberIn(term);
  const quoted = term.startsWith('"');
  const matches = wildcard(quoted ? term.slice(1, -1).replace(/\\(.)/g, "$1") : term);
  return (value) => (number !== undefined && value.number === number) || matches(value.text);
}

/** A text with `*` for anything. */
function wildcard(text: string): (value: string) => boolean {
  return placesMatcher(Array.from(text, (character) => (character === "*" ? { any: "many" } : { is: character })));
}

/** Letters, digits, the symbols and operators that the guide lists, blanks, and whatever is escaped. */
const EXPRESSION = /^(?:\\[\s\S]|[\w#=@/;:,\- ^$?[\]{}|*+.])*/;

/** Makes a test of a regular expression that is searched in a text; parentheses and most symbols are not allowed. */
export function containsRegularExpression(expression: string): (text: string) => boolean {
  const allowed = EXPRESSION.exec(expression)?.[0].length ?? 0;
  if (allowed < expression.length) throw invalidCharacter(expression.charAt(allowed));
  try {
    const compiled = new RegExp(expression);
    return (text) => compiled.test(text);
  } catch {
    throw unreadable(`%${expression}%`);
  }
}

/** A character that must stand in quotes, worded as CloudWatch Logs words it. */
export function invalidCharacter(character: string): Error {
  return invalidParameter(`Invalid character(s) in term '${character}'`);
}

/** A pattern that is none. */
export function unreadable(pattern: string): Error {
  return invalidParameter(`Invalid filter pattern: ${pattern}`);
}
