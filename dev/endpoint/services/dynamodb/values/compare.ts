import { type AttributeValue, attribute, typeOf } from "./attribute-value.ts";
import { compareNumbers } from "./decimal.ts";

/** Whether two values are equal: sets in any order, lists and maps member by member. */
export function equals(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if ("S" in a) return "S" in b && a.S === b.S;
  if ("N" in a) return "N" in b && compareNumbers(a.N, b.N) === 0;
  if ("B" in a) return "B" in b && a.B === b.B;
  if ("BOOL" in a) return "BOOL" in b && a.BOOL === b.BOOL;
  if ("NULL" in a) return "NULL" in b;
  if ("SS" in a) return "SS" in b && sameMembers(a.SS, b.SS);
  if ("NS" in a) return "NS" in b && sameMembers(a.NS, b.NS);
  if ("BS" in a) return "BS" in b && sameMembers(a.BS, b.BS);
  if ("L" in a) return "L" in b && a.L.length === b.L.length && a.L.every((member, i) => equals(member, b.L[i]));
  if (!("M" in b)) return false;
  const names = Object.keys(a.M);
  return (
    names.length === Object.keys(b.M).length &&
    names.every((name) => equals(attribute(a.M, name), attribute(b.M, name)))
  );
}

/**
 * Orders two values of one scalar type: strings by their UTF-8 bytes, numbers by value, binary by bytes.
 * Undefined where the types differ or have no order.
 */
export function order(a: AttributeValue | undefined, b: AttributeValue | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if ("N" in a && "N" in b) return compareNumbers(a.N, b.N);
  if ("S" in a && "S" in b) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  if ("B" in a && "B" in b) return Buffer.compare(Buffer.from(a.B, "base64"), Buffer.from(b.B, "base64"));
  return undefined;
}

/** Whether a string holds a substring, a binary value a piece, or a set or list a member. */
export function contains(whole: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (whole === undefined || part === undefined) return false;
  if ("L" in whole) return whole.L.some((member) => equals(member, part));
  if ("S" in part) return "S" in whole ? whole.S.includes(part.S) : "SS" in whole && whole.SS.includes(part.S);
  if ("N" in part) return "NS" in whole && whole.NS.some((member) => compareNumbers(member, part.N) === 0);
  if (!("B" in part)) return false;
  if ("B" in whole) return Buffer.from(whole.B, "base64").includes(Buffer.from(part.B, "base64"));
  return "BS" in whole && whole.BS.includes(part.B);
}

/** Whether a string or binary value starts with another of its type. */
export function beginsWith(whole: AttributeValue | undefined, start: AttributeValue | undefined): boolean {
  if (whole === undefined || start === undefined) return false;
  if ("S" in whole && "S" in start) return whole.S.startsWith(start.S);
  if (!("B" in whole && "B" in start)) return false;
  const [bytes, prefix] = [Buffer.from(whole.B, "base64"), Buffer.from(start.B, "base64")];
  return bytes.subarray(0, prefix.length).equals(prefix);
}

/** What the function `size` gives: bytes of a string or binary value, members of a set, list or map. */
export function sizeOf(value: AttributeValue | undefined): number | undefined {
  if (value === undefined) return undefined;
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("B" in value) return Buffer.byteLength(value.B, "base64");
  if ("M" in value) return Object.keys(value.M).length;
  const members = (value as Record<string, unknown>)[typeOf(value)];
  return Array.isArray(members) ? members.length : undefined;
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  const members = new Set(b);
  return a.every((member) => members.has(member));
}
