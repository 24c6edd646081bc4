import { unreadable } from "./value-test.ts";

/** Whether a log event, in the form that a filter gives it, meets a condition. */
export type Condition<Subject> = (subject: Subject) => boolean;

/** Reads one comparison, without its parentheses, from the tokens that are left. */
export type ReadComparison<Subject> = (tokens: Tokens) => Condition<Subject>;

const TOKEN =
  /\s*(?:&&|\|\||\(|\)|!=|=!|<=|>=|=|<|>|"(?:\\.|[^"\\])*"|%(?:\\.|[^%\\])+%|\$(?:\.?\[[^\]]*\]|[^\s=!<>()&|"[\]])*|[^\s=!<>()&|"%]+)\s*/y;

/** The tokens of a condition, taken from the front. */
export class Tokens {
  readonly #rest: string[] = [];
  readonly #pattern: string;

  /** Throws InvalidParameterException, which shows `pattern`, where the text is no row of tokens. */
  constructor(text: string, pattern: string) {
    this.#pattern = pattern;
    const token = new RegExp(TOKEN);
    while (token.lastIndex < text.length) {
      const found = token.exec(text);
      if (found === null) throw unreadable(pattern);
      this.#rest.push(found[0].trim());
    }
  }

  /** Takes the next token if it is this one. */
  take(token: string): boolean {
    if (this.#rest[0]?.toUpperCase() !== token) return false;
    this.#rest.shift();
    return true;
  }

  /** Takes the next token. Throws where there is none. */
  next(): string {
    const token = this.#rest.shift();
    if (token === undefined) throw unreadable(this.#pattern);
    return token;
  }

  /** Takes the next token. Throws where it is another one. */
  require(token: string): void {
    if (!this.take(token)) throw unreadable(this.#pattern);
  }

  /** Throws where tokens are left. */
  end(): void {
    if (this.#rest.length > 0) throw unreadable(this.#pattern);
  }
}

/** Reads comparisons joined by `&&`, `||` and parentheses: `&&` binds closer. */
export function readCondition<Subject>(tokens: Tokens, read: ReadComparison<Subject>): Condition<Subject> {
  const alternatives = [readAll(tokens, read)];
  while (tokens.take("||")) alternatives.push(readAll(tokens, read));
  return (subject) => alternatives.some((condition) => condition(subject));
}

function readAll<Subject>(tokens: Tokens, read: ReadComparison<Subject>): Condition<Subject> {
  const conditions = [readOne(tokens, read)];
  while (tokens.take("&&")) conditions.push(readOne(tokens, read));
  return (subject) => conditions.every((condition) => condition(subject));
}

function readOne<Subject>(tokens: Tokens, read: ReadComparison<Subject>): Condition<Subject> {
  if (!tokens.take("(")) return read(tokens);
  const condition = readCondition(tokens, read);
  tokens.require(")");
  return condition;
}
