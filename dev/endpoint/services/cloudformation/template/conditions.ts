import { notInThisEngine, templateFormatError } from "../errors.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope } from "./scope.ts";

/** Evaluates a condition: `{Condition: name}`, Fn::Equals, And, Or, Not, and the functions that rules add. */
export function evaluateCondition(value: unknown, scope: Scope): boolean {
  if (typeof value === "boolean") return value;
  const [name, argument] =
    typeof value === "object" && value !== null && !Array.isArray(value) ? (Object.entries(value)[0] ?? []) : [];
  if (name === "Condition") {
    const declared = String(argument);
    if (!Object.hasOwn(scope.conditions, declared)) {
      throw templateFormatError(`Unresolved condition dependency ${declared} in the template`);
    }
    return evaluateCondition(scope.conditions[declared], scope);
  }
  const evaluateFunction = FUNCTIONS[name ?? ""];
  if (evaluateFunction === undefined) {
    throw name?.startsWith("Fn::")
      ? notInThisEngine(`The condition function ${name}`)
      : templateFormatError("Every condition must be a condition function, or refer to a condition.");
  }
  if (!Array.isArray(argument)) throw templateFormatError(`${name} object requires a list argument`);
  return evaluateFunction(argument, scope);
}

const FUNCTIONS: Readonly<Record<string, (argument: readonly unknown[], scope: Scope) => boolean>> = {
  "Fn::Equals": ([left, right], scope) => asText(evaluate(left, scope)) === asText(evaluate(right, scope)),
  "Fn::Not": ([condition], scope) => !evaluateCondition(condition, scope),
  "Fn::And": (conditions, scope) => conditions.every((condition) => evaluateCondition(condition, scope)),
  "Fn::Or": (conditions, scope) => conditions.some((condition) => evaluateCondition(condition, scope)),
  "Fn::Contains": ([list, value], scope) => textsOf(list, scope).includes(asText(evaluate(value, scope))),
  "Fn::EachMemberEquals": ([list, value], scope) => {
    const expected = asText(evaluate(value, scope));
    return textsOf(list, scope).every((member) => member === expected);
  },
  "Fn::EachMemberIn": ([list, allowed], scope) => {
    const among = textsOf(allowed, scope);
    return textsOf(list, scope).every((member) => among.includes(member));
  },
};

function textsOf(list: unknown, scope: Scope): string[] {
  const values = evaluate(list, scope);
  return Array.isArray(values) ? values.map(asText) : [asText(values)];
}

/** Conditions compare texts: `true` equals `"true"`. */
function asText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}
