import type { Dice } from "./dice.ts";

/** Texts that programs have stumbled over: numbers at their limits, names of prototypes, markup, ways out of folders. */
export const ODD_TEXTS: readonly string[] = [
  "",
  " ",
  "0",
  "-1",
  "1e309",
  "NaN",
  "2147483648",
  "9223372036854775808",
  "18446744073709551616",
  "0.00000000000000000000000000000000000000000000000000001",
  "null",
  "true",
  "__proto__",
  "constructor",
  "prototype.toString",
  "hasOwnProperty",
  "../../../../etc/passwd",
  "..\\..\\windows",
  "/absolute/path",
  "%00",
  "%2e%2e%2f",
  "%zz",
  "%E0%A4%A",
  "a\u0000b",
  "\ud800",
  "\u202etxt.exe",
  "😀".repeat(40),
  "x".repeat(300),
  "y".repeat(5000),
  "'; DROP TABLE item; --",
  "${jndi:ldap://x}",
  "${AWS::NoValue}",
  "(".repeat(600),
  "[".repeat(600),
  "a AND ".repeat(200),
  "NOT ".repeat(300),
  "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
  "arn:aws:iam::000000000000:role/fuzz",
  "arn:aws:::::::",
  "*",
  "?",
  "#a = :b",
  "1970-01-01T00:00:00Z",
  "+010000-01-01T00:00:00Z",
];

/** Changes a text: some of its characters, its length, or all of it. */
export function mutateText(text: string, dice: Dice): string {
  const at = dice.below(text.length + 1);
  switch (dice.below(7)) {
    case 0:
      return dice.of(ODD_TEXTS);
    case 1:
      return text.slice(0, at) + dice.of(ODD_TEXTS) + text.slice(at);
    case 2:
      return text.slice(0, at) + String.fromCharCode(dice.below(256)) + text.slice(at + 1);
    case 3:
      return text.slice(0, at) + text.slice(at + 1 + dice.below(4));
    case 4:
      return text.slice(at) + text.slice(0, at);
    case 5:
      return text.slice(0, at);
    default:
      return text.slice(0, at) + text.slice(Math.max(0, at - 8), at).repeat(1 + dice.below(12)) + text.slice(at);
  }
}

/** Changes bytes: flips, cuts, doubles or overwrites some. */
export function mutateBytes(bytes: Buffer, dice: Dice): Buffer {
  const copy = Buffer.from(bytes);
  const at = dice.below(copy.length + 1);
  switch (dice.below(6)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(Math.min(copy.length, at + 1 + dice.below(64)))]);
    case 2:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(Math.max(0, at - 256))]);
    case 3:
      return Buffer.concat([copy.subarray(0, at), Buffer.from(dice.of(ODD_TEXTS)), copy.subarray(at)]);
    case 4:
      return Buffer.concat([copy.subarray(at), copy.subarray(0, at)]);
    default: {
      const flips = 1 + dice.below(8);
      for (let flip = 0; flip < flips && copy.length > 0; flip++) {
        copy[dice.below(copy.length)] = dice.of([0, 1, 0x7f, 0x80, 0xff, dice.below(256)]);
      }
      return copy;
    }
  }
}
