import type { AttributeValue, Item } from "./attribute-value.ts";
import { numberSize } from "./decimal.ts";

/** Largest item in bytes, names included. */
export const MAX_ITEM_SIZE = 409_600;

/** Bytes that DynamoDB counts for an item: names and values in UTF-8. */
export function itemSize(item: Item): number {
  let size = 0;
  for (const name of Object.keys(item)) {
    const value = item[name];
    if (value !== undefined) size += Buffer.byteLength(name) + valueSize(value);
  }
  return size;
}

function valueSize(value: AttributeValue): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("N" in value) return numberSize(value.N);
  if ("B" in value) return Buffer.byteLength(value.B, "base64");
  if ("SS" in value) return total(value.SS, (member) => Buffer.byteLength(member));
  if ("NS" in value) return total(value.NS, numberSize);
  if ("BS" in value) return total(value.BS, (member) => Buffer.byteLength(member, "base64"));
  if ("L" in value) return 3 + total(value.L, (member) => 1 + valueSize(member));
  if ("M" in value) return 3 + Object.keys(value.M).length + itemSize(value.M);
  return 1;
}

function total<Member>(members: readonly Member[], size: (member: Member) => number): number {
  return members.reduce((sum, member) => sum + size(member), 0);
}
