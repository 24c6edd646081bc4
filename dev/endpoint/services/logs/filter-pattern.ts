import { delimitedFilter } from "./delimited-filter.ts";
import type { Filter } from "./filter.ts";
import { jsonFilter } from "./json-filter.ts";
import { containsRegularExpression, invalidCharacter, unreadable } from "./value-test.ts";

/**
 * Makes a filter of a CloudWatch filter pattern, by the user guide's "Filter pattern syntax": terms that must all be in
 * the message (as parts of words too), `"quoted phrases"`, `-terms` that must not, `?terms` of which one suffices,
 * `%regular expressions%`, a `{ JSON expression }`, or `[space, delimited, fields]`. Case counts.
 * Throws InvalidParameterException.
 */
export function filterPattern(pattern: string): Filter {
  const text = pattern.trim();
  if (text === "") return () => true;
  if (text.startsWith("{")) return jsonFilter(text);
  if (text.startsWith("[")) return delimitedFilter(text);
  const terms = readTerms(text);
  const required = terms.filter((term) => term.sign === "");
  const excluded = terms.filter((term) => term.sign === "-");
  const optional = terms.filter((term) => term.sign === "?");
  return (message) =>
    required.every((term) => term.isIn(message)) &&
    !excluded.some((term) => term.isIn(message)) &&
    // Beside other terms the optional ones say nothing.
    (required.length + excluded.length > 0 || optional.length === 0 || optional.some((term) => term.isIn(message)));
}

interface Term {
  readonly sign: string;
  readonly isIn: Filter;
}

const TERM = /([?-]?)(?:"((?:\\.|[^"\\])*)"|%((?:\\.|[^%\\])+)%|(\w+))(?:\s+|$)/gy;

function readTerms(text: string): Term[] {
  const terms: Term[] = [];
  let end = 0;
  for (const match of text.matchAll(TERM)) {
    end = match.index + match[0].length;
    const [, sign = "", quoted, expression, plain = ""] = match;
    const term = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    terms.push({ sign, isIn: expression === undefined ? contains(term) : containsRegularExpression(expression) });
  }
  if (end === text.length) return terms;
  const wrong = /^[?-]?\w*([^\w\s])/.exec(text.slice(end))?.[1];
  // A term of other characters than letters, digits and underscores has to be quoted.
  throw wrong === undefined || wrong === '"' ? unreadable(text) : invalidCharacter(wrong);
}

/** `" "` is the guide's pattern for everything. */
function contains(term: string): Filter {
  return term.trim() === "" ? () => true : (message) => message.includes(term);
}
