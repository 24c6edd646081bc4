import { type AttributeValue, type Item, attribute } from "../values/attribute-value.ts";
import type { Path } from "./ast.ts";

/** The value at a path, or undefined. */
export function valueAt(path: Path, item: Item): AttributeValue | undefined {
  return path.reduce<AttributeValue | undefined>(step, { M: item });
}

function step(value: AttributeValue | undefined, piece: string | number): AttributeValue | undefined {
  if (value === undefined) return undefined;
  if (typeof piece === "number") return "L" in value ? value.L[piece] : undefined;
  return "M" in value ? attribute(value.M, piece) : undefined;
}

/** What a projection leaves of an item. List members move together, in the order of the list. */
export function project(paths: readonly Path[], item: Item): Item {
  const tree = new Map<string | number, Branch>();
  for (const path of paths) {
    if (valueAt(path, item) !== undefined) plant(tree, path);
  }
  return cutMap(tree, item);
}

/** The members that were asked for; `true` is the whole value. */
type Branch = true | Map<string | number, Branch>;

function plant(tree: Map<string | number, Branch>, path: Path): void {
  const [head, ...rest] = path;
  if (head === undefined) return;
  const existing = tree.get(head);
  if (existing === true) return;
  if (rest.length === 0) {
    tree.set(head, true);
    return;
  }
  const branch = existing ?? new Map<string | number, Branch>();
  tree.set(head, branch);
  plant(branch, rest);
}

function cutMap(tree: ReadonlyMap<string | number, Branch>, item: Item): Item {
  const result: Item = {};
  for (const [name, branch] of tree) {
    const value = attribute(item, String(name));
    if (value !== undefined) define(result, String(name), cut(branch, value));
  }
  return result;
}

function cut(branch: Branch, value: AttributeValue): AttributeValue {
  if (branch === true) return value;
  if ("M" in value) return { M: cutMap(branch, value.M) };
  if (!("L" in value)) return value;
  const members = [...branch].toSorted(([a], [b]) => Number(a) - Number(b));
  return {
    L: members.flatMap(([position, inner]) => {
      const member = value.L[Number(position)];
      return member === undefined ? [] : [cut(inner, member)];
    }),
  };
}

/** Sets an attribute of any name, `__proto__` too. */
export function define(item: Item, name: string, value: AttributeValue): void {
  Object.defineProperty(item, name, { value, enumerable: true, writable: true, configurable: true });
}
