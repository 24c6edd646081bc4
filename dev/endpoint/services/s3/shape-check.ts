import { S3Error } from "./errors.ts";
import type { Shape } from "./shape.ts";

/** Checks an input's member against its shape, wherever the input came from. Throws `InvalidArgument` with its path. */
export function checkShape(shape: Shape, value: unknown, path: string): unknown {
  switch (shape.kind) {
    case "list":
      if (!Array.isArray(value)) throw wrong(path, "a list");
      return value.map((item, at) => checkShape(shape.item, item, `${path}.${at}`));
    case "structure":
      return checkMembers(shape.members, value, path);
    case "text":
      if (typeof value !== "string") throw wrong(path, "a string");
      if (shape.values !== undefined && !shape.values.includes(value)) {
        throw wrong(path, `one of ${shape.values.join(", ")}`);
      }
      return value;
    case "integer":
      if (!Number.isSafeInteger(value)) throw wrong(path, "an integer");
      return value;
    case "boolean":
      if (typeof value !== "boolean") throw wrong(path, "a boolean");
      return value;
    case "time":
      return checkTime(value, path);
  }
}

function checkMembers(members: Readonly<Record<string, Shape>>, value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(path, "a structure");
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(members, name)) throw wrong(`${path}.${name}`, "left out: it is not a member");
  }
  const checked: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(members)) {
    const part = (value as Record<string, unknown>)[name];
    if (part !== undefined) checked[name] = checkShape(member, part, `${path}.${name}`);
    else if (member.required) throw wrong(`${path}.${name}`, "there");
  }
  return checked;
}

/** Templates and stored settings hold times as ISO 8601. */
function checkTime(value: unknown, path: string): Date {
  const date = value instanceof Date ? value : new Date(typeof value === "string" ? value : Number.NaN);
  if (Number.isNaN(date.getTime())) throw wrong(path, "a Date or an ISO 8601 string");
  return date;
}

function wrong(path: string, expected: string): S3Error {
  return new S3Error("InvalidArgument", `${path} must be ${expected}.`, { members: { ArgumentName: path } });
}
