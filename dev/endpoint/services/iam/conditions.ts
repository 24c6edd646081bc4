import { type Matcher, glob } from "../patterns/glob.ts";
import { arnSegmentsGlob } from "./patterns.ts";
import type { Statement } from "./policy-document.ts";

/** What is known of a role session before any call: condition keys in lower case and their value. */
export type SessionContext = ReadonlyMap<string, string>;

/** `unknown`: an operator or a key that is not evaluated here. */
export type Decision = "met" | "unmet" | "unknown";

/**
 * Decides the conditions of a statement from what is the same for every call of a role, so that a statement is
 * decided once. One unmet condition decides; otherwise one that is unknown leaves the statement unknown.
 */
export function decideConditions(conditions: Statement["Condition"], session: SessionContext): Decision {
  let decision: Decision = "met";
  for (const [operator, keys] of Object.entries(conditions ?? {})) {
    for (const [key, values] of Object.entries(keys)) {
      const one = decide(operator, key.toLowerCase(), values, session);
      if (one === "unmet") return "unmet";
      if (one === "unknown") decision = "unknown";
    }
  }
  return decision;
}

/** What `${…}` stands for in a value, or undefined where it holds a variable that is not known here. */
export function expandVariables(text: string, session: SessionContext): string | undefined {
  let known = true;
  const expanded = text.replace(/\$\{([^}]*)\}/g, (_whole, name: string) => {
    const value = session.get(name.trim().toLowerCase());
    if (value === undefined) known = false;
    return value ?? "";
  });
  return known ? expanded : undefined;
}

interface Comparison {
  readonly matcher: (value: string) => Matcher;
  readonly negated: boolean;
}

const equals =
  (value: string): Matcher =>
  (text) =>
    text === value;
const equalsIgnoringCase =
  (value: string): Matcher =>
  (text) =>
    text.toLowerCase() === value.toLowerCase();

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: { matcher: equals, negated: false },
  StringNotEquals: { matcher: equals, negated: true },
  StringEqualsIgnoreCase: { matcher: equalsIgnoringCase, negated: false },
  StringNotEqualsIgnoreCase: { matcher: equalsIgnoringCase, negated: true },
  StringLike: { matcher: (value) => glob(value), negated: false },
  StringNotLike: { matcher: (value) => glob(value), negated: true },
  ArnEquals: { matcher: arnSegmentsGlob, negated: false },
  ArnLike: { matcher: arnSegmentsGlob, negated: false },
  ArnNotEquals: { matcher: arnSegmentsGlob, negated: true },
  ArnNotLike: { matcher: arnSegmentsGlob, negated: true },
  Bool: { matcher: equalsIgnoringCase, negated: false },
};

function decide(operator: string, key: string, values: readonly string[], session: SessionContext): Decision {
  const value = session.get(key);
  // Tags of the role are all known, so one that is not there is absent; of any other key nothing is known.
  const absent = value === undefined && key.startsWith("aws:principaltag/");
  if (value === undefined && !absent) return "unknown";
  if (operator === "Null") return toDecision(values.includes(String(absent)));
  const ifExists = operator.endsWith("IfExists");
  const name = ifExists ? operator.slice(0, -"IfExists".length) : operator;
  const comparison = Object.hasOwn(COMPARISONS, name) ? COMPARISONS[name] : undefined;
  if (comparison === undefined) return "unknown";
  if (value === undefined) return toDecision(ifExists || comparison.negated);
  const expanded = values.map((text) => expandVariables(text, session));
  if (expanded.includes(undefined)) return "unknown";
  const matches = expanded.some((text) => comparison.matcher(text ?? "")(value));
  return toDecision(matches !== comparison.negated);
}

function toDecision(met: boolean): Decision {
  return met ? "met" : "unmet";
}
