import type { OutdatedCollection } from "../engine/reembed.ts";
import { printable } from "./printable.ts";

/** Faces that are named one by one. */
const MOST_NAMED = 20;

/** A collection whose faces all have new vectors. */
export function settledLine({ name, faces, waiting }: OutdatedCollection): string {
  const deleted = waiting.length === 0 ? "" : `, ${waiting.length} deleted, whose pictures are nowhere`;
  return `${printable(name)}: new vectors for ${faces - waiting.length} of ${faces} faces${deleted}`;
}

/** A collection some of whose faces have no new vectors, and what can be done. */
export function leftLines({ name, faces, waiting }: OutdatedCollection): string[] {
  const named = waiting.slice(0, MOST_NAMED).map(({ faceId, picture, externalImageId }) => {
    const of = externalImageId === undefined ? `a picture with the SHA-256 ${picture.slice(0, 12)}…` : externalImageId;
    return `  face ${faceId} of ${printable(of)}`;
  });
  const more = waiting.length - named.length;
  return [
    `${printable(name)}: ${waiting.length} of ${faces} faces have no picture any more in which they are found, ` +
      "so the collection keeps its old vectors:",
    ...named,
    ...(more > 0 ? [`  and ${more} more`] : []),
    "Name a folder that has the pictures (doppelface reembed DIR), delete these faces (doppelface reembed --drop), or",
    "delete the collection and index its pictures again.",
  ];
}
