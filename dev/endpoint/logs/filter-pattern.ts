import { invalidParameter } from "./errors.ts";
import { jsonFilter } from "./json-filter.ts";

/** Whether a message matches. */
export type Filter = (message: string) => boolean;

/**
 * Makes a filter of a CloudWatch filter pattern: terms that must all be there, `"quoted phrases"`, `-terms` that must
 * not, `?terms` of which one suffices, `%regular expressions%`, or a `{ JSON expression }`. Case counts.
 * Throws InvalidParameterException.
 */
export function filterPattern(pattern: string): Filter {
  const text = pattern.trim();
  if (text === "") return () => true;
  if (text.startsWith("{")) return jsonFilter(text);
  if (text.startsWith("[")) {
    throw invalidParameter(
      "Space-delimited filter patterns ([a, b]) are not supported by the embedded engine. What is supported: dev/docs/gaps.md.",
    );
  }
  const terms = readTerms(text);
  const required = terms.filter((term) => term.sign === "");
  const excluded = terms.filter((term) => term.sign === "-");
  const optional = terms.filter((term) => term.sign === "?");
  return (message) =>
    required.every((term) => term.isIn(message)) &&
    !excluded.some((term) => term.isIn(message)) &&
    // Beside required terms the optional ones say nothing.
    (required.length > 0 || optional.length === 0 || optional.some((term) => term.isIn(message)));
}

interface Term {
  readonly sign: string;
  readonly isIn: Filter;
}

const TERM = /([?-]?)(?:"((?:\\.|[^"\\])*)"|%((?:\\.|[^%\\])+)%|([^\s"]+))(?:\s+|$)/gy;

function readTerms(text: string): Term[] {
  const terms: Term[] = [];
  let end = 0;
  for (const match of text.matchAll(TERM)) {
    end = match.index + match[0].length;
    const [, sign = "", quoted, expression, plain = ""] = match;
    terms.push({ sign, isIn: expression === undefined ? contains(unescape(quoted) ?? plain) : matches(expression) });
  }
  if (end < text.length) throw invalidParameter(`Invalid filter pattern: ${text}`);
  return terms;
}

function contains(term: string): Filter {
  return (message) => message.includes(term);
}

function matches(expression: string): Filter {
  try {
    const compiled = new RegExp(expression);
    return (message) => compiled.test(message);
  } catch {
    throw invalidParameter(`Invalid filter pattern: the regular expression %${expression}% cannot be read.`);
  }
}

function unescape(quoted: string | undefined): string | undefined {
  return quoted?.replace(/\\(.)/g, "$1");
}
