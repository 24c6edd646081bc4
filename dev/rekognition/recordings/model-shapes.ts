import type { OperationName } from "../validate.ts";
import document from "../shapes.json" with { type: "json" };

interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, string>>;
  readonly member?: string;
  readonly value?: string;
}

const SHAPES: Readonly<Record<string, Shape>> = document.shapes;

/** Every operation on pictures, collections and users, whether the local mode has it or not. */
export const OPERATIONS: readonly OperationName[] = Object.keys(document.operations) as OperationName[];

/** Changes a scalar of an answer or request; `shape` is its name in the service model. `undefined` leaves it out. */
export type Visit = (shape: string, value: unknown, member: string) => unknown;

/** A copy of an operation's answer that holds what the service model knows and nothing else, each scalar visited. */
export function mapOutput(operation: OperationName, output: unknown, visit: Visit): Record<string, unknown> {
  return asRecord(mapShape(document.operations[operation].output, output, visit, ""));
}

/** The members of an operation's input and their shapes. */
export function inputMembers(operation: OperationName): Readonly<Record<string, string>> {
  return SHAPES[document.operations[operation].input]?.members ?? {};
}

/** The shape of an operation's answer. */
export function outputShape(operation: OperationName): string {
  return document.operations[operation].output;
}

function mapShape(name: string, value: unknown, visit: Visit, member: string): unknown {
  if (value === null || value === undefined) return undefined;
  const shape = SHAPES[name];
  if (shape === undefined) throw new Error(`shapes.json has no shape ${name}`);
  if (shape.type === "structure") {
    const given = asRecord(value);
    return withoutUndefined(
      Object.entries(shape.members ?? {}).map(([key, inner]) => [key, mapShape(inner, given[key], visit, key)]),
    );
  }
  if (shape.member !== undefined) {
    const inner = shape.member;
    return Array.isArray(value)
      ? value.map((item: unknown) => mapShape(inner, item, visit, member)).filter((item) => item !== undefined)
      : undefined;
  }
  if (shape.value !== undefined) {
    const inner = shape.value;
    return withoutUndefined(
      Object.entries(asRecord(value)).map(([key, item]) => [key, mapShape(inner, item, visit, key)]),
    );
  }
  return visit(name, value, member);
}

/** A value as an object; one without members where it is none. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function withoutUndefined(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
