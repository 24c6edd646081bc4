import { createHash } from "node:crypto";
import * as v from "valibot";
import { ServiceError } from "../../errors.ts";

const Attribute = v.object({
  DataType: v.string(),
  StringValue: v.optional(v.string()),
  /** base64 */
  BinaryValue: v.optional(v.string()),
});

/** One attribute of a message, in its wire form. */
export type MessageAttribute = v.InferOutput<typeof Attribute>;

/** Attributes of a message by their name. */
export const MessageAttributes = v.record(v.string(), Attribute);
export type MessageAttributes = v.InferOutput<typeof MessageAttributes>;

/** Checks what a sender gives. Throws `InvalidParameterValue` (400). */
export function checkMessageAttributes(attributes: MessageAttributes): void {
  const names = Object.keys(attributes);
  if (names.length > 10) {
    throw invalid(`Number of message attributes [${names.length}] exceeds the allowed maximum [10].`);
  }
  for (const [name, attribute] of Object.entries(attributes)) {
    if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name) || /^(AWS|Amazon)\./i.test(name) || /^\.|\.$|\.\./.test(name)) {
      throw invalid(`The message attribute name '${name}' is invalid.`);
    }
    const { DataType: type, StringValue: text, BinaryValue: bytes } = attribute;
    if (!/^(String|Number|Binary)(\..+)?$/.test(type) || type.length > 256) {
      throw invalid(
        `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
      );
    }
    const value = type.startsWith("Binary") ? bytes : text;
    if (value === undefined || value === "") {
      throw invalid(`Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`);
    }
    if (type.startsWith("Number") && !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value)) {
      throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`);
    }
  }
}

/** Bytes that attributes add to a message's size. */
export function sizeOf(attributes: MessageAttributes): number {
  let size = 0;
  for (const [name, attribute] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + valueOf(attribute).length;
  }
  return size;
}

/**
 * The MD5 that the SDKs verify: over the attributes sorted by name, each part behind its length in four bytes, and one
 * byte that tells text (1) from bytes (2). Undefined where there are no attributes.
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute === undefined) continue;
    add(Buffer.from(name));
    add(Buffer.from(attribute.DataType));
    hash.update(Buffer.of(attribute.DataType.startsWith("Binary") ? 2 : 1));
    add(valueOf(attribute));
  }
  return hash.digest("hex");
}

/** Those that a receiver asked for: `All`, `.*`, `prefix.*` or names. */
export function selectAttributes(attributes: MessageAttributes, wanted: readonly string[]): MessageAttributes {
  const matches = (name: string): boolean =>
    wanted.some(
      (pattern) =>
        pattern === "All" || pattern === name || (pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => matches(name)));
}

function valueOf({ DataType: type, StringValue: text, BinaryValue: bytes }: MessageAttribute): Buffer {
  return type.startsWith("Binary") ? Buffer.from(bytes ?? "", "base64") : Buffer.from(text ?? "");
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidParameterValue", message);
}
