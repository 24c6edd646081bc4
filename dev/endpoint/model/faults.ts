import { type Constraint, blobLength, constraintsOf } from "./constraints.ts";
import { shapeOf } from "./reader.ts";
import type { ServiceModel } from "./service-model.ts";
import type { Shape } from "./shape.ts";
import { HAS_TYPE } from "./types.ts";

/** What is wrong with a value. */
export interface Faults {
  /** A value of another type, which AWS's framework finds before it looks at any constraint. `path` as in `image.bytes`. */
  readonly type?: { readonly path: string; readonly expected: string };
  /** In the order of the model's members. */
  readonly constraints: readonly Fault[];
}

/** A constraint that a value breaks. */
export interface Fault {
  /** `Value 'x'` */
  readonly value: string;
  /** As in `tags.1.member.key`. */
  readonly path: string;
  /** As in "Member must not be null". */
  readonly words: string;
}

/** Finds out what is wrong, and where, in a value that a reader has found faulty. */
export function faultsOf(model: ServiceModel, shape: string, value: unknown): Faults {
  const type = wrongType(model, model.shape(shape), value, "");
  if (type !== undefined) return { type, constraints: [] };
  const constraints: Fault[] = [];
  collect(model, model.shape(shape), value, "", constraints);
  return { constraints };
}

/** What a value holds, with its shape and its place. */
function* contents(model: ServiceModel, shape: Shape, value: unknown, path: string) {
  if (shape.type === "structure") {
    const given = new Map(Object.entries(value as object));
    for (const [name, ref] of Object.entries(shape.members ?? {})) {
      const member: unknown = given.get(name);
      if (member === undefined || member === null) continue;
      yield { shape: model.shape(shapeOf(ref)), value: member, path: memberPath(path, name) };
    }
  } else if (shape.type === "list") {
    const element = model.shape(shapeOf(shape.member));
    for (const [at, item] of (value as unknown[]).entries()) {
      yield { shape: element, value: item, path: `${path}.${at + 1}.member` };
    }
  } else if (shape.type === "map") {
    const element = model.shape(shapeOf(shape.value));
    for (const [key, item] of Object.entries(value as object)) {
      yield { shape: element, value: item as unknown, path: `${path}.${key}.member` };
    }
  }
}

/** Members begin in lower case, as AWS writes them: `tags.1.member.key`. */
function memberPath(path: string, name: string): string {
  return `${path === "" ? "" : `${path}.`}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

function wrongType(model: ServiceModel, shape: Shape, value: unknown, path: string): Faults["type"] {
  if (!HAS_TYPE[shape.type](value)) return { path, expected: shape.type };
  for (const inner of contents(model, shape, value, path)) {
    const found = wrongType(model, inner.shape, inner.value, inner.path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function collect(model: ServiceModel, shape: Shape, value: unknown, path: string, faults: Fault[]): void {
  const add = (words: string): void => {
    faults.push({ value: shown(shape, value), path, words });
  };
  for (const { holds, words } of constraintsOf(shape)) if (!holds(value)) add(words);
  for (const words of ofElements(model, shape, value)) add(words);
  const places = [...contents(model, shape, value, path)];
  if (shape.type === "structure") {
    const given = new Map(Object.entries(value as object));
    const inOrder = Object.keys(shape.members ?? {}).map((name) => [name, memberPath(path, name)] as const);
    for (const [name, place] of inOrder) {
      const inner = places.find((each) => each.path === place);
      if (inner !== undefined) collect(model, inner.shape, inner.value, place, faults);
      else if (shape.required?.includes(name) === true && (given.get(name) ?? null) === null) {
        faults.push({ value: "Value null", path: place, words: "Member must not be null" });
      }
    }
    return;
  }
  // Texts and numbers in lists and maps are said of the whole, which has its own words.
  for (const inner of places.filter((each) => isNamedBelow(each.shape))) {
    collect(model, inner.shape, inner.value, inner.path, faults);
  }
}

/**
 * What is said of a list or map with an element that breaks a constraint: all those of the element (seen for tags:
 * SWO-GS/auto-tag issue 77, 2020-01-22; for Lambda's layers).
 */
function ofElements(model: ServiceModel, shape: Shape, value: unknown): string[] {
  const found: string[] = [];
  const look = (subject: string, ref: Shape["key"], items: readonly unknown[]): void => {
    if (ref === undefined) return;
    const element = model.shape(shapeOf(ref));
    if (isNamedBelow(element)) return;
    const constraints = constraintsOf(element);
    if (items.every((item) => constraints.every(({ holds }: Constraint) => holds(item)))) return;
    found.push(`${subject} must satisfy constraint: [${constraints.map(({ words }) => words).join(", ")}]`);
  };
  if (shape.type === "list") look("Member", shape.member, value as unknown[]);
  if (shape.type === "map") {
    look("Map keys", shape.key, Object.keys(value as object));
    look("Map value", shape.value, Object.values(value as object));
  }
  return found;
}

function isNamedBelow({ type }: Shape): boolean {
  return type === "structure" || type === "list" || type === "map";
}

/** As Java prints it. Of sensitive values nothing is said (seen of Cognito's passwords: "Value at 'password' failed …"). */
function shown(shape: Shape, value: unknown): string {
  return shape.sensitive === true ? "Value" : `Value '${text(shape, value)}'`;
}

function text(shape: Shape, value: unknown): string {
  switch (shape.type) {
    case "blob": {
      const length = blobLength(value);
      return `java.nio.HeapByteBuffer[pos=0 lim=${length} cap=${length}]`;
    }
    case "list":
      return `[${(value as unknown[]).map(plain).join(", ")}]`;
    case "map":
      return `{${Object.entries(value as object)
        .map(([key, item]: [string, unknown]) => `${key}=${plain(item)}`)
        .join(", ")}}`;
    case "float":
    case "double":
      return Number.isInteger(value) ? `${String(value)}.0` : String(value);
    default:
      return String(value);
  }
}

/** Of a structure AWS prints the name and address of its Java object, which says nothing; here it is its JSON. */
function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
