import type { OperationName } from "../service-model.ts";
import { asRecord } from "./model-shapes.ts";

/** By which text the items of a list are put into order. */
type Order = readonly [member: string, textOf: (item: unknown) => string];

/** Lists whose order hangs on an upstream's own random ids, or means nothing. */
const UNORDERED: Readonly<Partial<Record<OperationName, readonly Order[]>>> = {
  ListFaces: [["Faces", faceId]],
  DeleteFaces: [
    ["DeletedFaces", String],
    ["UnsuccessfulFaceDeletions", faceId],
  ],
  AssociateFaces: [
    ["AssociatedFaces", faceId],
    ["UnsuccessfulFaceAssociations", faceId],
  ],
  DisassociateFaces: [
    ["DisassociatedFaces", faceId],
    ["UnsuccessfulFaceDisassociations", faceId],
  ],
};

/**
 * Puts such lists of an answer into an order of the stand-ins, so that another recording has the same file. Orders
 * that mean something (best match first, largest face first) stay.
 */
export function settleOrder(operation: OperationName, body: Readonly<Record<string, unknown>>) {
  const settled: Record<string, unknown> = { ...body };
  for (const [member, textOf] of UNORDERED[operation] ?? []) {
    const list = settled[member];
    if (Array.isArray(list)) settled[member] = list.toSorted((a, b) => compare(textOf(a), textOf(b)));
  }
  if (operation === "SearchFaces" || operation === "SearchFacesByImage") {
    settled["FaceMatches"] = bestFirst(settled["FaceMatches"]);
  }
  return settled;
}

/** Equal similarities are the one case in which the order says nothing. */
function bestFirst(matches: unknown): unknown {
  if (!Array.isArray(matches)) return matches;
  return matches.toSorted((a, b) => {
    const difference = Number(asRecord(b)["Similarity"]) - Number(asRecord(a)["Similarity"]);
    return difference === 0 ? compare(faceId(asRecord(a)["Face"]), faceId(asRecord(b)["Face"])) : difference;
  });
}

function faceId(item: unknown): string {
  return String(asRecord(item)["FaceId"]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
