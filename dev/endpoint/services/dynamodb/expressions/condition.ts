import { type AttributeValue, type Item, typeOf } from "../values/attribute-value.ts";
import { beginsWith, contains, equals, order, sizeOf } from "../values/compare.ts";
import type { ConditionNode, LegacyCondition, LegacyConditions, Operand } from "./ast.ts";
import { valueAt } from "./document-path.ts";

/** Whether a condition holds for an item; a missing item is `{}`. */
export function holds(node: ConditionNode, item: Item): boolean {
  switch (node.type) {
    case "and":
      return holds(node.args[0], item) && holds(node.args[1], item);
    case "or":
      return holds(node.args[0], item) || holds(node.args[1], item);
    case "not":
      return !holds(node.args[0], item);
    case "function":
      return test(node.name, resolve(node.args, item));
    default:
      return test(node.type, resolve(node.args, item));
  }
}

/** Whether the clauses of `Expected`, `ScanFilter` or `QueryFilter` hold, all of them or, with `OR`, one. */
export function holdsLegacy(conditions: LegacyConditions, operator: string | undefined, item: Item): boolean {
  const clauses = Object.entries(conditions);
  const holdsOne = ([name, clause]: readonly [string, LegacyCondition]): boolean =>
    test(legacyOperator(clause), [valueAt([name], item), ...(clause.AttributeValueList ?? valuesOf(clause))]);
  return operator === "OR" ? clauses.some(holdsOne) : clauses.every(holdsOne);
}

/** Compares by an operator of either generation: `<=` and `LE` are the same. */
export function test(operator: string, [value, ...others]: readonly (AttributeValue | undefined)[]): boolean {
  const [other, upper] = others;
  switch (operator) {
    case "=":
    case "EQ":
      return equals(value, other);
    case "<>":
    case "NE":
      return !equals(value, other);
    case "<":
    case "LT":
      return ordered(value, other, (sign) => sign < 0);
    case "<=":
    case "LE":
      return ordered(value, other, (sign) => sign <= 0);
    case ">":
    case "GT":
      return ordered(value, other, (sign) => sign > 0);
    case ">=":
    case "GE":
      return ordered(value, other, (sign) => sign >= 0);
    case "between":
    case "BETWEEN":
      return ordered(value, other, (sign) => sign >= 0) && ordered(value, upper, (sign) => sign <= 0);
    case "in":
    case "IN":
      return others.some((candidate) => equals(value, candidate));
    case "attribute_exists":
    case "NOT_NULL":
      return value !== undefined;
    case "attribute_not_exists":
    case "NULL":
      return value === undefined;
    case "attribute_type":
      return value !== undefined && other !== undefined && "S" in other && typeOf(value) === other.S;
    case "begins_with":
    case "BEGINS_WITH":
      return beginsWith(value, other);
    case "contains":
    case "CONTAINS":
      return contains(value, other);
    case "NOT_CONTAINS":
      return value !== undefined && !contains(value, other);
    default:
      throw new Error(`The condition operator ${operator} passed the parser and has no evaluation`);
  }
}

function ordered(
  a: AttributeValue | undefined,
  b: AttributeValue | undefined,
  accepts: (sign: number) => boolean,
): boolean {
  const sign = order(a, b);
  return sign !== undefined && accepts(sign);
}

function resolve(operands: readonly Operand[], item: Item): (AttributeValue | undefined)[] {
  return operands.map((operand) => {
    if (isPath(operand)) return valueAt(operand, item);
    if (!("type" in operand)) return operand;
    const size = sizeOf(resolve(operand.args, item)[0]);
    return size === undefined ? undefined : { N: String(size) };
  });
}

function isPath(operand: Operand): operand is readonly (string | number)[] {
  return Array.isArray(operand);
}

function legacyOperator(clause: LegacyCondition): string {
  if (clause.ComparisonOperator !== undefined) return clause.ComparisonOperator;
  return clause.Exists === false ? "NULL" : "EQ";
}

function valuesOf(clause: LegacyCondition): AttributeValue[] {
  return clause.Value === undefined ? [] : [clause.Value];
}
