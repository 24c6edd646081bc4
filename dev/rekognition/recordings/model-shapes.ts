import type { MemberRef } from "../../endpoint/model/shape.ts";
import { shapeOf } from "../../endpoint/model/reader.ts";
import { type OperationName, inputShape, outputShape, shapeNamed } from "../service-model.ts";

/** Changes a scalar of an answer or request; `shape` is its name in the service model. `undefined` leaves it out. */
export type Visit = (shape: string, value: unknown, member: string) => unknown;

/** A copy of an operation's answer that holds what the service model knows and nothing else, each scalar visited. */
export function mapOutput(operation: OperationName, output: unknown, visit: Visit): Record<string, unknown> {
  return asRecord(mapShape(outputShape(operation), output, visit, ""));
}

/** The members of an operation's input and their shapes. */
export function inputMembers(operation: OperationName): Readonly<Record<string, MemberRef>> {
  return shapeNamed(inputShape(operation)).members ?? {};
}

function mapShape(name: string, value: unknown, visit: Visit, member: string): unknown {
  if (value === null || value === undefined) return undefined;
  const shape = shapeNamed(name);
  if (shape.type === "structure") {
    const given = asRecord(value);
    return withoutUndefined(
      Object.entries(shape.members ?? {}).map(([key, inner]) => [
        key,
        mapShape(shapeOf(inner), given[key], visit, key),
      ]),
    );
  }
  if (shape.member !== undefined) {
    const inner = shapeOf(shape.member);
    return Array.isArray(value)
      ? value.map((item: unknown) => mapShape(inner, item, visit, member)).filter((item) => item !== undefined)
      : undefined;
  }
  if (shape.value !== undefined) {
    const inner = shapeOf(shape.value);
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
