import { invalidParameter } from "./errors.ts";
import type { Filter } from "./filter-pattern.ts";

type Check = (root: unknown) => boolean;

/**
 * Makes a filter of a JSON expression such as `{ ($.level = "ERROR" || $.code >= 500) && $.user NOT EXISTS }`.
 * Strings may hold `*`. A message that is not a JSON object never matches. Throws InvalidParameterException.
 */
export function jsonFilter(pattern: string): Filter {
  const inner = /^\{([\s\S]*)\}$/.exec(pattern)?.[1];
  if (inner === undefined) throw unreadable(pattern);
  const parser = new Parser(pattern, tokens(inner, pattern));
  const check = parser.whole();
  return (message) => {
    try {
      return check(JSON.parse(message));
    } catch {
      return false;
    }
  };
}

const TOKEN =
  /\s*(?:(&&|\|\||\(|\)|!=|<=|>=|=|<|>)|("(?:\\.|[^"\\])*")|(\$[^\s=!<>()&|]*)|(IS|NOT|EXISTS|NULL|TRUE|FALSE)\b|([^\s=!<>()&|"]+))\s*/giy;

function tokens(text: string, pattern: string): string[] {
  const found: string[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    end = match.index + match[0].length;
    found.push(match[0].trim());
  }
  if (end < text.length) throw unreadable(pattern);
  return found;
}

class Parser {
  readonly #pattern: string;
  readonly #tokens: string[];

  constructor(pattern: string, tokens: string[]) {
    this.#pattern = pattern;
    this.#tokens = tokens;
  }

  whole(): Check {
    const check = this.#either();
    if (this.#tokens.length > 0) throw unreadable(this.#pattern);
    return check;
  }

  #either(): Check {
    const checks = [this.#both()];
    while (this.#take("||")) checks.push(this.#both());
    return (root) => checks.some((check) => check(root));
  }

  #both(): Check {
    const checks = [this.#one()];
    while (this.#take("&&")) checks.push(this.#one());
    return (root) => checks.every((check) => check(root));
  }

  #one(): Check {
    if (this.#take("(")) {
      const check = this.#either();
      if (!this.#take(")")) throw unreadable(this.#pattern);
      return check;
    }
    const selector = this.#next();
    if (!selector.startsWith("$")) throw unreadable(this.#pattern);
    const path = readPath(selector, this.#pattern);
    const operator = this.#next().toUpperCase();
    if (operator === "NOT" && this.#next().toUpperCase() === "EXISTS") return (root) => find(root, path) === undefined;
    const value = this.#next();
    if (operator === "IS") return isConstant(path, value.toUpperCase(), this.#pattern);
    return compare(path, operator, value, this.#pattern);
  }

  #take(token: string): boolean {
    if (this.#tokens[0] !== token) return false;
    this.#tokens.shift();
    return true;
  }

  #next(): string {
    const token = this.#tokens.shift();
    if (token === undefined) throw unreadable(this.#pattern);
    return token;
  }
}

function isConstant(path: readonly string[], name: string, pattern: string): Check {
  const constants: Readonly<Record<string, unknown>> = { NULL: null, TRUE: true, FALSE: false };
  if (!Object.hasOwn(constants, name)) throw unreadable(pattern);
  return (root) => find(root, path) === constants[name];
}

function compare(path: readonly string[], operator: string, text: string, pattern: string): Check {
  const number = text.startsWith('"') ? Number.NaN : Number(text);
  if (Number.isNaN(number)) {
    if (operator !== "=" && operator !== "!=") throw unreadable(pattern);
    const equals = textMatcher(text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text);
    return (root) => {
      const value = find(root, path);
      return typeof value === "string" && equals.test(value) === (operator === "=");
    };
  }
  const test = NUMBERS[operator];
  if (test === undefined) throw unreadable(pattern);
  return (root) => {
    const value = find(root, path);
    return typeof value === "number" && test(value, number);
  };
}

const NUMBERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

function textMatcher(text: string): RegExp {
  const parts = text.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join("[\\s\\S]*")}$`);
}

/** `$.a.b[0].c` → a, b, 0, c. */
function readPath(selector: string, pattern: string): string[] {
  const path = [...selector.slice(1).matchAll(/\.([^.[\]]+)|\[(\d+)\]|\[['"]([^'"]+)['"]\]/gy)];
  if (path.reduce((length, [part]) => length + part.length, 1) !== selector.length || path.length === 0) {
    throw unreadable(pattern);
  }
  return path.map(([, member, index, quoted]) => member ?? index ?? quoted ?? "");
}

function find(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    root,
  );
}

function unreadable(pattern: string): Error {
  return invalidParameter(`Invalid filter pattern: ${pattern}`);
}
