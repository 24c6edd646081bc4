import type { Operation } from "../endpoint/service.ts";
import { serializationException, validationException } from "./errors.ts";
import { type OperationName, type Shape, inputShape, shapeNamed } from "./service-model.ts";

/**
 * Makes the parser of an operation's input: checks it against the service model and returns it without unknown and
 * null members. It throws one ValidationException with every broken constraint, worded as the framework words it;
 * from Rekognition itself such a text was seen for `image.bytes` only.
 */
export function inputOf<Input>(operation: OperationName): Operation<Input>["parse"] {
  // An operation declares by hand what its shape in the model has; this is where the two meet.
  return (input) => parseShape(inputShape(operation), input) as Input;
}

/** Checks a value against one shape of the service model, as the parser of an input does. */
export function parseShape(shape: string, value: unknown): unknown {
  const faults: string[] = [];
  const parsed = check(shapeNamed(shape), value, "", faults);
  if (faults.length > 0) throw validationException(faults);
  return parsed;
}

/** Returns the value without what the shape does not know; adds what is wrong below `path` to `faults`. */
function check(shape: Shape, value: unknown, path: string, faults: string[]): unknown {
  if (shape.type === "structure") return checkStructure(shape, value, path, faults);
  const member = shape.member === undefined ? undefined : shapeNamed(shape.member);
  if (member?.type === "structure" && Array.isArray(value)) {
    faults.push(...ofConstraints(lengthConstraints(shape, value), shape, value, path));
    return value.map((item: unknown, at) => check(member, item, `${path}.${at + 1}.member`, faults));
  }
  assertType(shape, value, path);
  faults.push(...ofConstraints(constraints(shape, value), shape, value, path));
  return value;
}

function ofConstraints(broken: readonly string[], shape: Shape, value: unknown, path: string): string[] {
  return broken.map(
    (constraint) => `Value '${show(shape, value)}' at '${path}' failed to satisfy constraint: ${constraint}`,
  );
}

function checkStructure(shape: Shape, value: unknown, path: string, faults: string[]): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw serializationException(path, "structure");
  }
  const given = new Map(Object.entries(value));
  const parsed: Record<string, unknown> = {};
  for (const [name, memberShape] of Object.entries(shape.members ?? {})) {
    const member: unknown = given.get(name);
    const memberPath = `${path === "" ? "" : `${path}.`}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    if (member !== undefined && member !== null) {
      parsed[name] = check(shapeNamed(memberShape), member, memberPath, faults);
    } else if (shape.required?.includes(name) === true) {
      faults.push(`Value null at '${memberPath}' failed to satisfy constraint: Member must not be null`);
    }
  }
  return parsed;
}

/** Throws where the JSON type is another; maps hold scalars in every input of this service, lists those or structures. */
function assertType(shape: Shape, value: unknown, path: string): void {
  if (!hasType(shape, value)) throw serializationException(path, shape.type);
  for (const { shape: element, value: item } of elements(shape, value)) assertType(element, item, path);
}

function hasType(shape: Shape, value: unknown): boolean {
  switch (shape.type) {
    case "string":
      return typeof value === "string";
    case "blob":
      return typeof value === "string" && isBase64(value);
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      // 32 bits, as everywhere in AWS's models.
      return typeof value === "number" && (value | 0) === value;
    case "long":
      return Number.isInteger(value);
    case "float":
    case "timestamp":
      return typeof value === "number";
    case "list":
      return Array.isArray(value);
    default:
      return typeof value === "object" && value !== null && !Array.isArray(value);
  }
}

/**
 * What the decoder passes over is missing afterwards, but for the letters of base64url, which it takes as well. A
 * regular expression needs as long for a picture as parsing the whole request.
 */
function isBase64(text: string): boolean {
  const decoded = Buffer.from(text, "base64").length;
  return text.length % 4 === 0 && decoded === blobLength(text) && !text.includes("-") && !text.includes("_");
}

/** Constraints that the value breaks, in the framework's words. */
function constraints(shape: Shape, value: unknown): string[] {
  const broken = lengthConstraints(shape, value);
  if (shape.pattern !== undefined && !fullMatch(shape.pattern).test(String(value))) {
    broken.push(`Member must satisfy regular expression pattern: ${shape.pattern}`);
  }
  if (shape.enum !== undefined && !shape.enum.includes(String(value))) {
    broken.push(`Member must satisfy enum value set: [${shape.enum.join(", ")}]`);
  }
  const seen = new Set<string>();
  for (const { shape: element, value: item, subject } of elements(shape, value)) {
    const inner = constraints(element, item);
    if (inner.length > 0) seen.add(`${subject} must satisfy constraint: [${inner.join(", ")}]`);
  }
  return [...broken, ...seen];
}

function lengthConstraints(shape: Shape, value: unknown): string[] {
  const broken: string[] = [];
  const [what, measure] = size(shape, value);
  if (shape.min !== undefined && measure < shape.min) {
    broken.push(`Member must have ${what} greater than or equal to ${shape.min}`);
  }
  if (shape.max !== undefined && measure > shape.max) {
    broken.push(`Member must have ${what} less than or equal to ${shape.max}`);
  }
  return broken;
}

interface Element {
  readonly shape: Shape;
  readonly value: unknown;
  /** What the framework calls it. */
  readonly subject: "Member" | "Map keys" | "Map value";
}

function elements(shape: Shape, value: unknown): Element[] {
  if (shape.member !== undefined && Array.isArray(value)) {
    const member = shapeNamed(shape.member);
    return value.map((item: unknown) => ({ shape: member, value: item, subject: "Member" }));
  }
  if (shape.key === undefined || shape.value === undefined) return [];
  const [keyShape, valueShape] = [shapeNamed(shape.key), shapeNamed(shape.value)];
  return Object.entries(value as object).flatMap(([key, item]: [string, unknown]): Element[] => [
    { shape: keyShape, value: key, subject: "Map keys" },
    { shape: valueShape, value: item, subject: "Map value" },
  ]);
}

function size(shape: Shape, value: unknown): readonly ["length" | "value", number] {
  switch (shape.type) {
    case "blob":
      return ["length", blobLength(value)];
    case "string":
      return ["length", String(value).length];
    case "list":
      return ["length", (value as unknown[]).length];
    case "map":
      return ["length", Object.keys(value as object).length];
    default:
      return ["value", Number(value)];
  }
}

function show(shape: Shape, value: unknown): string {
  switch (shape.type) {
    case "blob": {
      const length = blobLength(value);
      return `java.nio.HeapByteBuffer[pos=0 lim=${length} cap=${length}]`;
    }
    case "list":
      return `[${(value as unknown[]).join(", ")}]`;
    case "map":
      return `{${Object.entries(value as object)
        .map(([key, item]) => `${key}=${String(item)}`)
        .join(", ")}}`;
    default:
      return shape.type === "float" && Number.isInteger(value) ? `${String(value)}.0` : String(value);
  }
}

function blobLength(value: unknown): number {
  return Buffer.byteLength(String(value), "base64");
}

const compiled = new Map<string, RegExp>();

function fullMatch(pattern: string): RegExp {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(`^(?:${pattern})$`, "u");
    compiled.set(pattern, expression);
  }
  return expression;
}
