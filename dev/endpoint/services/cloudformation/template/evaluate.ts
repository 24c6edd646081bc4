import { notInThisEngine, templateError, templateFormatError } from "../errors.ts";
import { cidrBlocks } from "./cidr.ts";
import type { Scope } from "./scope.ts";
import { splitSub } from "./sub.ts";

/** What `AWS::NoValue` stands for: the member or the list entry is left out. */
const NO_VALUE = Symbol("AWS::NoValue");

/** Replaces every intrinsic function in `value` by what it yields. Throws a ValidationError that names the function. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((entry) => evaluate(entry, scope)).filter((entry) => entry !== NO_VALUE);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries.length === 1 ? (entries[0] ?? []) : [];
  if (name === "Ref" || name?.startsWith("Fn::")) return callFunction(name, argument, scope);
  return Object.fromEntries(
    entries.map(([key, member]) => [key, evaluate(member, scope)] as const).filter(([, member]) => member !== NO_VALUE),
  );
}

/** Evaluates what has to be one string, for example a name or the value of an output. */
export function evaluateText(value: unknown, scope: Scope, what: string): string {
  const result = evaluate(value, scope);
  if (typeof result === "string" || typeof result === "number" || typeof result === "boolean") return String(result);
  throw templateError(`${what} must resolve to a string`);
}

/** Stands in for a condition that is being evaluated. */
const CIRCLE = "in a circle";

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
    // While it is evaluated nothing may ask for it again.
    const inner = { ...scope, conditions: { ...scope.conditions, [declared]: { [CIRCLE]: declared } } };
    return evaluateCondition(scope.conditions[declared], inner);
  }
  if (name === CIRCLE) throw templateFormatError(`Circular dependency of the condition ${String(argument)} on itself`);
  const evaluateFunction = name !== undefined && Object.hasOwn(CONDITIONS, name) ? CONDITIONS[name] : undefined;
  if (evaluateFunction === undefined) {
    throw name?.startsWith("Fn::")
      ? notInThisEngine(`The condition function ${name}`)
      : templateFormatError("Every condition must be a condition function, or refer to a condition.");
  }
  if (!Array.isArray(argument)) throw templateFormatError(`${name} object requires a list argument`);
  return evaluateFunction(argument, scope);
}

function callFunction(name: string, argument: unknown, scope: Scope): unknown {
  const call = FUNCTIONS[name];
  if (call === undefined) throw notInThisEngine(`The intrinsic function ${name}`);
  return call(argument, scope);
}

const FUNCTIONS: Readonly<Record<string, (argument: unknown, scope: Scope) => unknown>> = {
  Ref: (argument, scope) => reference(String(argument), scope),
  "Fn::GetAtt": (argument, scope) => {
    const [id, name] = typeof argument === "string" ? splitOnce(argument) : listOf(argument, "Fn::GetAtt");
    return attribute(String(id), evaluateText(name, scope, "Fn::GetAtt attribute name"), scope);
  },
  "Fn::Join": (argument, scope) => {
    const [separator, list] = listOf(argument, "Fn::Join");
    const parts = evaluate(list, scope);
    if (typeof separator !== "string" || !Array.isArray(parts)) {
      throw templateError(
        "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.",
      );
    }
    return parts.map((part) => evaluateText(part, scope, "every entry of Fn::Join")).join(separator);
  },
  "Fn::Sub": (argument, scope) => {
    const [text, variables] = typeof argument === "string" ? [argument, {}] : listOf(argument, "Fn::Sub");
    const own = (variables ?? {}) as Record<string, unknown>;
    return splitSub(String(text))
      .map((part) => {
        if (!("variable" in part)) return part.literal;
        const { variable } = part;
        if (Object.hasOwn(own, variable)) return evaluateText(own[variable], scope, `Fn::Sub variable ${variable}`);
        const [id, name] = splitOnce(variable);
        const value = name === "" ? reference(id, scope) : attribute(id, name, scope);
        return evaluateText(value, scope, `Fn::Sub variable ${variable}`);
      })
      .join("");
  },
  "Fn::Select": (argument, scope) => {
    const [index, list] = listOf(argument, "Fn::Select");
    const at = Number(evaluateText(index, scope, "Fn::Select index"));
    const values = evaluate(list, scope);
    if (!Array.isArray(values)) throw templateError("Fn::Select requires a list argument with two elements");
    if (!(at in values)) throw templateError(`Fn::Select cannot select nonexistent value at index ${at}`);
    return values[at] as unknown;
  },
  "Fn::Split": (argument, scope) => {
    const [separator, source] = listOf(argument, "Fn::Split");
    return evaluateText(source, scope, "Fn::Split source").split(String(separator));
  },
  "Fn::If": (argument, scope) => {
    const [condition, then, otherwise] = listOf(argument, "Fn::If");
    return evaluate(evaluateCondition({ Condition: condition }, scope) ? then : otherwise, scope);
  },
  "Fn::FindInMap": (argument, scope) => {
    const [map, top, second] = listOf(argument, "Fn::FindInMap").map((key) =>
      evaluateText(key, scope, "Fn::FindInMap"),
    );
    const value = memberOf(memberOf(memberOf(scope.mappings, map), top), second);
    if (value === undefined) throw templateError(`Unable to get mapping for ${map}::${top}::${second}`);
    return value;
  },
  "Fn::Base64": (argument, scope) => Buffer.from(evaluateText(argument, scope, "Fn::Base64")).toString("base64"),
  // Which zones an account has differs by region on AWS; three are in each.
  "Fn::GetAZs": (argument, scope) => {
    const region = evaluateText(argument, scope, "Fn::GetAZs") || scope.pseudo["AWS::Region"];
    return ["a", "b", "c"].map((zone) => `${String(region)}${zone}`);
  },
  "Fn::Cidr": (argument, scope) => {
    const [block, count, bits] = listOf(argument, "Fn::Cidr").map((part) => evaluateText(part, scope, "Fn::Cidr"));
    return cidrBlocks(block ?? "", Number(count), Number(bits ?? 8));
  },
  "Fn::Length": (argument, scope) => {
    const list = evaluate(argument, scope);
    if (!Array.isArray(list)) throw templateError("Fn::Length requires a list argument");
    return list.length;
  },
  "Fn::ToJsonString": (argument, scope) => JSON.stringify(evaluate(argument, scope)),
  "Fn::ImportValue": (argument, scope) => {
    const name = evaluateText(argument, scope, "Fn::ImportValue");
    const value = scope.exported(name);
    if (value === undefined) throw templateError(`No export named ${name} found.`);
    return value;
  },
};

/** A member that was written there, not one that every object has. */
function memberOf(value: unknown, key: string | undefined): unknown {
  if (typeof value !== "object" || value === null || key === undefined || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

function reference(name: string, scope: Scope): unknown {
  if (name === "AWS::NoValue") return NO_VALUE;
  const value = memberOf(scope.pseudo, name) ?? memberOf(scope.parameters, name) ?? scope.resource(name)?.physicalId;
  if (value === undefined) throw unresolved(name);
  return value;
}

function attribute(logicalId: string, name: string, scope: Scope): string {
  const resource = scope.resource(logicalId);
  if (resource === undefined) throw unresolved(logicalId);
  const value = Object.hasOwn(resource.attributes, name) ? resource.attributes[name] : resource.later?.(name);
  if (value === undefined) {
    throw templateError(`resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`);
  }
  return value;
}

function unresolved(name: string): Error {
  return templateError(`Unresolved resource dependencies [${name}] in the Resources block of the template`);
}

/** `Logical.Attribute.Name` → `Logical`, `Attribute.Name`. */
function splitOnce(text: string): [string, string] {
  const at = text.indexOf(".");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function listOf(argument: unknown, name: string): unknown[] {
  if (!Array.isArray(argument)) throw templateError(`${name} object requires a list argument`);
  return argument;
}

const CONDITIONS: Readonly<Record<string, (argument: readonly unknown[], scope: Scope) => boolean>> = {
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
