import { expect, test } from "vitest";
import {
  addNumbers,
  compareNumbers,
  numberSize,
  subtractNumbers,
} from "../../../../../dev/endpoint/services/dynamodb/values/decimal.ts";
import { itemSize } from "../../../../../dev/endpoint/services/dynamodb/values/item-size.ts";
import {
  after,
  encodeKey,
  encodeKeyPrefix,
} from "../../../../../dev/endpoint/services/dynamodb/values/key-encoding.ts";

const NUMBERS = [
  "-9.9e125",
  "-12345678901234567890123456789012345678",
  "-12345678901234567890123456789012345677",
  "-100",
  "-99.5",
  "-10",
  "-9",
  "-1.5",
  "-1.05",
  "-1",
  "-0.1",
  "-0.05",
  "-1e-130",
  "0",
  "1e-130",
  "0.05",
  "0.1",
  "1",
  "1.05",
  "1.5",
  "9",
  "10",
  "99.5",
  "100",
  "12345678901234567890123456789012345677",
  "12345678901234567890123456789012345678",
  "9.9e125",
];

test("numbers sort by value, whatever follows them in the key", () => {
  const keys = NUMBERS.map((number, i) => Buffer.concat([encodeKey("N", number), Buffer.of(i % 2 === 0 ? 255 : 0)]));

  expect(keys.toSorted((a, b) => a.compare(b))).toEqual(keys);
  expect(NUMBERS.toReversed().sort(compareNumbers)).toEqual(NUMBERS);
});

test("a number has one key however it is written", () => {
  const keys = ["100", "1e2", "100.00", "+0100", "1.0E+2"].map((text) => encodeKey("N", text).toString("hex"));

  expect(new Set(keys).size).toBe(1);
});

test("text sorts by its UTF-8 bytes, zero bytes and prefixes included", () => {
  const texts = ["\0", "\0\0", "\0a", "a", "a\0", "a\0b", "ab", "b", "é", "\u{e000}", "\u{ffff}", "\u{1f600}"];
  const keys = texts.map((text) => Buffer.concat([encodeKey("S", text), Buffer.of(255)]));

  expect(keys.toSorted((a, b) => a.compare(b))).toEqual(keys);
});

test("no two pairs of parts share a key", () => {
  const joined = (...parts: string[]): string =>
    Buffer.concat(parts.map((part) => encodeKey("S", part))).toString("hex");

  expect(joined("a", "bc")).not.toBe(joined("ab", "c"));
  expect(joined("a\0", "b")).not.toBe(joined("a", "\0b"));
});

test("a prefix and the key after it enclose what begins with it", () => {
  const prefix = encodeKeyPrefix("B", Buffer.of(1, 255).toString("base64"));
  const end = after(prefix);
  const inside = encodeKey("B", Buffer.of(1, 255, 255, 0).toString("base64"));
  const outside = encodeKey("B", Buffer.of(2).toString("base64"));

  expect(Buffer.compare(prefix, inside)).toBeLessThan(0);
  expect(Buffer.compare(inside, end as Buffer)).toBeLessThan(0);
  expect(Buffer.compare(outside, end as Buffer)).toBeGreaterThanOrEqual(0);
  expect(after(Buffer.of(255, 255))).toBeUndefined();
});

test("sums are exact over 38 digits", () => {
  expect(addNumbers("0.1", "0.2")).toBe("0.3");
  expect(addNumbers("99999999999999999999999999999999999998", "1")).toBe("99999999999999999999999999999999999999");
  expect(addNumbers("1e20", "-1e20")).toBe("0");
  expect(subtractNumbers("0", "-0.001")).toBe("0.001");
  expect(subtractNumbers("1", "2.50")).toBe("-1.5");
  expect(() => addNumbers("1e38", "0.1")).toThrow("Attempting to store more than 38 significant digits in a Number");
});

test("sizes count UTF-8 bytes, and digits in pairs", () => {
  expect(itemSize({ é: { S: "é".repeat(10) } })).toBe(22);
  expect(itemSize({ b: { B: Buffer.alloc(10).toString("base64") } })).toBe(11);
  expect(itemSize({ m: { M: { a: { L: [{ BOOL: true }] } } } })).toBe(1 + 3 + 1 + 1 + 3 + 1 + 1);
});

test.each([
  ["0", 1],
  ["1", 2],
  ["-12", 3],
  ["123", 3],
  ["120", 2],
  ["123456", 4],
  ["3.14159", 5],
  ["1.2", 3],
  ["0.012", 2],
  ["1e125", 2],
  ["-0.5", 3],
])("the number %s has %i bytes", (text, bytes) => {
  expect(numberSize(text)).toBe(bytes);
});
