import { validationError } from "../errors.ts";
import { type AttributeValue, type Item, attribute, typeOf } from "../values/attribute-value.ts";
import { addNumbers, compareNumbers, subtractNumbers } from "../values/decimal.ts";
import type { Path, UpdateAction, UpdateValue } from "./ast.ts";
import { define, valueAt } from "./document-path.ts";

const INVALID_PATH = "The document path provided in the update expression is invalid for update";
const WRONG_TYPE = "An operand in the update expression has an incorrect data type";
const MISSING = "The provided expression refers to an attribute that does not exist in the item";

/** Applies an update to a copy of `item`: every action sees the values from before the update. */
export function applyUpdate(actions: readonly UpdateAction[], item: Item): Item {
  const result = structuredClone(item);
  const changes = actions.map((action) => ({ path: action.path, value: newValue(action, item) }));
  const lists: ChangedLists = new Map();
  for (const { path, value } of changes) assign(result, path, value, lists);
  for (const [list, appended] of lists) finish(list, appended);
  return result;
}

/** A list while it is being changed: removed members are holes, so that later positions still mean the old list. */
type Sparse = (AttributeValue | undefined)[];

/** Such lists, with what was set behind their ends. */
type ChangedLists = Map<Sparse, { position: number; value: AttributeValue }[]>;

/** Undefined removes the attribute. */
function newValue(action: UpdateAction, item: Item): AttributeValue | undefined {
  const existing = valueAt(action.path, item);
  switch (action.type) {
    case "set":
      return evaluate(action.val, item);
    case "remove":
      return undefined;
    case "add":
      return added(existing, action.val);
    case "delete":
      return without(existing, action.val);
  }
}

function evaluate(value: UpdateValue, item: Item): AttributeValue {
  if (isPath(value)) {
    const found = valueAt(value, item);
    if (found === undefined) throw validationError(MISSING);
    return structuredClone(found);
  }
  if (!("type" in value)) return structuredClone(value);
  const [first, second] = value.args;
  if (value.type !== "function") {
    const [a, b] = [evaluate(first, item), evaluate(second, item)];
    if (!("N" in a && "N" in b)) throw validationError(WRONG_TYPE);
    return { N: value.type === "add" ? addNumbers(a.N, b.N) : subtractNumbers(a.N, b.N) };
  }
  if (value.name === "if_not_exists") {
    const found = isPath(first) ? valueAt(first, item) : undefined;
    return found === undefined ? evaluate(second, item) : structuredClone(found);
  }
  const [a, b] = [evaluate(first, item), evaluate(second, item)];
  if (!("L" in a && "L" in b)) throw validationError(WRONG_TYPE);
  return { L: [...a.L, ...b.L] };
}

function added(existing: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (existing === undefined) return value;
  if ("N" in value && "N" in existing) return { N: addNumbers(existing.N, value.N) };
  // Lists are added by `AttributeUpdates` alone; the parser of expressions refuses them.
  if ("L" in value && "L" in existing) return { L: [...existing.L, ...value.L] };
  if ("SS" in value && "SS" in existing) return { SS: union(existing.SS, value.SS) };
  if ("BS" in value && "BS" in existing) return { BS: union(existing.BS, value.BS) };
  if ("NS" in value && "NS" in existing) return { NS: union(existing.NS, value.NS, sameNumber) };
  throw validationError(WRONG_TYPE);
}

function without(existing: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined {
  if (existing === undefined) return undefined;
  if (typeOf(existing) !== typeOf(value)) throw validationError(WRONG_TYPE);
  if ("SS" in value && "SS" in existing) return notEmpty("SS", difference(existing.SS, value.SS));
  if ("BS" in value && "BS" in existing) return notEmpty("BS", difference(existing.BS, value.BS));
  if ("NS" in value && "NS" in existing) return notEmpty("NS", difference(existing.NS, value.NS, sameNumber));
  throw validationError(WRONG_TYPE);
}

type Same = (a: string, b: string) => boolean;
const sameText: Same = (a, b) => a === b;
const sameNumber: Same = (a, b) => compareNumbers(a, b) === 0;

function union(a: readonly string[], b: readonly string[], same: Same = sameText): string[] {
  return [...a, ...difference(b, a, same)];
}

function difference(a: readonly string[], b: readonly string[], same: Same = sameText): string[] {
  return a.filter((member) => !b.some((other) => same(member, other)));
}

/** A set that has lost its last member is no attribute any more. */
function notEmpty(type: "SS" | "NS" | "BS", members: string[]): AttributeValue | undefined {
  if (members.length === 0) return undefined;
  return type === "SS" ? { SS: members } : type === "NS" ? { NS: members } : { BS: members };
}

function assign(root: Item, path: Path, value: AttributeValue | undefined, lists: ChangedLists): void {
  const parent = valueAt(path.slice(0, -1), root);
  const last = path.at(-1);
  if (typeof last === "number" && parent !== undefined && "L" in parent) {
    const list: Sparse = parent.L;
    const appended = lists.get(list) ?? [];
    lists.set(list, appended);
    if (last < list.length) list[last] = value;
    else if (value !== undefined) appended.push({ position: last, value });
  } else if (typeof last === "string" && parent !== undefined && "M" in parent) {
    if (value !== undefined) define(parent.M, last, value);
    else if (attribute(parent.M, last) !== undefined) delete parent.M[last];
  } else {
    throw validationError(INVALID_PATH);
  }
}

/** Members set behind the end of a list are appended, whatever their positions. */
function finish(list: Sparse, appended: readonly { position: number; value: AttributeValue }[]): void {
  const kept = list.filter((member) => member !== undefined);
  const behind = appended.toSorted((a, b) => a.position - b.position).map(({ value }) => value);
  list.splice(0, list.length, ...kept, ...behind);
}

function isPath(value: UpdateValue): value is Path {
  return Array.isArray(value);
}
