import { type Condition, Tokens, readCondition } from "./condition.ts";
import type { Filter } from "./filter.ts";
import { numberIn, unreadable, valueTest } from "./value-test.ts";

/** The fields of a log event by the names that the pattern gives them. */
type Fields = ReadonlyMap<string, string>;

/** Any number of fields. */
const REST = "...";

/**
 * Makes a filter of a pattern such as `[ip, user, ..., status = 4*, bytes > 1000 && bytes < 2000]` for log events whose
 * fields are delimited by blanks; what stands in brackets or in quotes is one field. The last field takes what is left
 * of the event. Throws InvalidParameterException.
 */
export function delimitedFilter(pattern: string): Filter {
  const inner = /^\[([\s\S]*)\]$/.exec(pattern)?.[1];
  if (inner === undefined) throw unreadable(pattern);
  const parts = splitFields(inner, pattern);
  const names = parts.map((part, index) => nameOf(part) ?? `$${index + 1}`);
  if (names.filter((name) => name === REST).length > 1) throw unreadable(pattern);
  const conditions = parts
    .filter((part) => part !== REST && nameOf(part) !== part && part !== "")
    .map((part) => readFieldCondition(part, names, pattern));
  return (message) => {
    const fields = fieldsOf(message, names);
    return fields !== undefined && conditions.every((condition) => condition(fields));
  };
}

const PART = /((?:"(?:\\.|[^"\\])*"|%(?:\\.|[^%\\])+%|[^",%])*)(?:,|$)/y;

/** The parts between the commas that stand outside of quotes and regular expressions. */
function splitFields(text: string, pattern: string): string[] {
  const parts: string[] = [];
  const part = new RegExp(PART);
  while (part.lastIndex < text.length) {
    const found = part.exec(text);
    if (found === null) throw unreadable(pattern);
    parts.push((found[1] ?? "").trim());
  }
  // The comma at the end begins a field without a name.
  if (/,\s*$/.test(text)) parts.push("");
  return parts;
}

/** The field's name: the word at the beginning of its part, behind parentheses; undefined where it has none. */
function nameOf(part: string): string | undefined {
  return part === REST ? REST : /^[\s(]*([\w-]+)/.exec(part)?.[1];
}

function readFieldCondition(part: string, names: readonly string[], pattern: string): Condition<Fields> {
  const tokens = new Tokens(part, pattern);
  const condition = readCondition<Fields>(tokens, (rest) => {
    const name = rest.next();
    if (!names.includes(name)) throw unreadable(pattern);
    const test = valueTest(rest.next(), rest.next(), pattern);
    return (fields) => {
      const text = fields.get(name) ?? "";
      return test({ text, number: numberIn(text) });
    };
  });
  tokens.end();
  return condition;
}

/** The fields of a message by name; undefined where it has too few. */
function fieldsOf(message: string, names: readonly string[]): Fields | undefined {
  const words = [...message.matchAll(/\[([^\]]*)\]|"((?:\\.|[^"\\])*)"|\S+/g)].map(
    ([whole, bracketed, quoted]) => bracketed ?? quoted ?? whole,
  );
  const rest = names.indexOf(REST);
  if (rest < 0) {
    if (words.length < names.length || names.length === 0) return undefined;
    const last = words.slice(names.length - 1).join(" ");
    return new Map(names.map((name, index) => [name, index === names.length - 1 ? last : (words[index] ?? "")]));
  }
  const after = names.length - rest - 1;
  if (words.length < rest + after) return undefined;
  const head = names.slice(0, rest).map((name, index) => [name, words[index] ?? ""] as const);
  const tail = names.slice(rest + 1).map((name, index) => [name, words[words.length - after + index] ?? ""] as const);
  return new Map([...head, ...tail]);
}
