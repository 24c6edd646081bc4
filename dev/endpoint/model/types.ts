import { blobLength } from "./constraints.ts";
import type { ShapeType } from "./shape.ts";

/**
 * Whether a value has the JSON type of a shape's type: times are epoch seconds, bytes base64. Structures, lists and maps
 * are looked at as such alone.
 */
export const HAS_TYPE: Readonly<Record<ShapeType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  blob: (value) => typeof value === "string" && isBase64(value),
  boolean: (value) => typeof value === "boolean",
  // 32 bits, as everywhere in AWS's models.
  integer: (value) => typeof value === "number" && (value | 0) === value,
  long: Number.isInteger,
  float: (value) => typeof value === "number",
  double: (value) => typeof value === "number",
  timestamp: (value) => typeof value === "number",
  list: Array.isArray,
  map: isObject,
  structure: isObject,
};

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * What the decoder passes over is missing afterwards, but for the letters of base64url, which it takes as well. A
 * regular expression needs as long for a picture as parsing the whole request.
 */
function isBase64(text: string): boolean {
  const decoded = Buffer.from(text, "base64").length;
  return text.length % 4 === 0 && decoded === blobLength(text) && !text.includes("-") && !text.includes("_");
}
