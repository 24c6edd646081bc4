import { createHash } from "node:crypto";
import type { KeyType } from "./attribute-value.ts";
import { encodeNumber } from "./decimal.ts";

/** Bytes of the hash that stands before every key: it gives Scan its order and its segments. */
const HASH_BYTES = 3;

/**
 * Bytes of one key attribute that sort as DynamoDB sorts it and end by themselves. Text and binary end with `00 00`,
 * a zero byte inside is `00 ff`.
 */
export function encodeKey(type: KeyType, text: string): Buffer {
  if (type === "N") return encodeNumber(text);
  return Buffer.concat([escapeZeros(Buffer.from(text, type === "S" ? "utf8" : "base64")), Buffer.of(0, 0)]);
}

/** Bytes with which every key begins whose text or binary value begins with `text`. */
export function encodeKeyPrefix(type: "S" | "B", text: string): Buffer {
  return escapeZeros(Buffer.from(text, type === "S" ? "utf8" : "base64"));
}

/** Hash and partition key: what all keys of one partition begin with. */
export function encodePartition(type: KeyType, text: string): Buffer {
  const encoded = encodeKey(type, text);
  return Buffer.concat([createHash("md5").update(encoded).digest().subarray(0, HASH_BYTES), encoded]);
}

/** The first key after all that begin with `prefix`; undefined where there is none. */
export function after(prefix: Buffer): Buffer | undefined {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  if (length === 0) return undefined;
  const bytes = Buffer.from(prefix.subarray(0, length));
  bytes[length - 1] = (bytes[length - 1] ?? 0) + 1;
  return bytes;
}

/** Where a segment of a parallel scan begins; undefined after the last one. */
export function segmentStart(segment: number, totalSegments: number): Buffer | undefined {
  if (segment >= totalSegments) return undefined;
  const bytes = Buffer.alloc(HASH_BYTES);
  bytes.writeUIntBE(Math.ceil((segment * 2 ** (8 * HASH_BYTES)) / totalSegments), 0, HASH_BYTES);
  return bytes;
}

function escapeZeros(bytes: Buffer): Buffer {
  if (!bytes.includes(0)) return bytes;
  return Buffer.from(bytes.toString("latin1").replaceAll("\0", "\0\xff"), "latin1");
}
