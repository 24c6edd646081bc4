/**
 * The shapes of S3's XML documents, in both directions: element names on the wire, the API's member names in
 * inputs and outputs.
 */
export type Shape = Leaf | ListShape | StructureShape;

interface Named {
  /** Element's name where it differs from the member's. */
  readonly element?: string;
  readonly required?: true;
}

export interface Leaf extends Named {
  readonly kind: "text" | "integer" | "boolean" | "time";
  /** The values that are allowed. */
  readonly values?: readonly string[];
  /** Stands in the start tag of its parent, under `element`. */
  readonly attribute?: true;
}

export interface ListShape extends Named {
  readonly kind: "list";
  readonly item: Shape;
  /** Name of the elements inside the list's own element; undefined where they stand directly in the parent. */
  readonly inner?: string;
}

/** A document or a part of one. */
export interface StructureShape extends Named {
  readonly kind: "structure";
  readonly members: Readonly<Record<string, Shape>>;
}

export const text: Leaf = { kind: "text" };
export const integer: Leaf = { kind: "integer" };
export const boolean: Leaf = { kind: "boolean" };
/** ISO 8601 in XML, Date in the API. */
export const time: Leaf = { kind: "time" };

/** A text with a closed set of values. */
export function oneOf(...values: string[]): Leaf {
  return { kind: "text", values };
}

/** Elements of one name directly in the parent (S3's "flattened" lists). */
export function flat(element: string, item: Shape): ListShape {
  return { kind: "list", element, item };
}

/** An element that holds elements named `inner`. */
export function list(inner: string, item: Shape): ListShape {
  return { kind: "list", inner, item };
}

/** An attribute of the parent's element. */
export function attribute(name: string): Leaf {
  return { kind: "text", element: name, attribute: true };
}

/** Members in the order in which they are written. */
export function structure(members: Readonly<Record<string, Shape>>): StructureShape {
  return { kind: "structure", members };
}

/** The same shape under another element's name. */
export function named<Of extends Shape>(element: string, shape: Of): Of {
  return { ...shape, element };
}

/** The same shape, to be there always. */
export function required<Of extends Shape>(shape: Of): Of {
  return { ...shape, required: true };
}
