import type { OperationName } from "../service-model.ts";
import { namedUuid } from "./canonical.ts";
import { mapOutput } from "./model-shapes.ts";

/**
 * The answer of IndexFaces for the same picture under its `ordinal`-th ExternalImageId: the faces are the same, their
 * ids are their own. Recordings hold that of the first; other operations are left as they are.
 */
export function instantiate(
  operation: OperationName,
  body: Readonly<Record<string, unknown>>,
  ordinal: number,
): Readonly<Record<string, unknown>> {
  if (operation !== "IndexFaces" || ordinal === 1) return body;
  return mapOutput(operation, body, (shape, value) => {
    if (shape === "FaceId" || shape === "ImageId") return variant(String(value), ordinal);
    if (shape === "ExternalImageId") return String(value).replace(/-1$/, `-${ordinal}`);
    return value;
  });
}

/** The id that stands for a face or picture under the `ordinal`-th ExternalImageId. */
export function variant(base: string, ordinal: number): string {
  return ordinal === 1 ? base : namedUuid(`${base} under ExternalImageId ${ordinal}`);
}
