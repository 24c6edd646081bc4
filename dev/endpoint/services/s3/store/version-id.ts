import { hash, randomBytes } from "node:crypto";

/** Id of the version that was put without versioning. */
export const NULL_VERSION = "null";
/** 64 characters; each digit's place is its value. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
/** Characters of a sequence: microseconds since 1970 have 51 bits. */
const SEQUENCE = 9;
const [RANDOM, CHECK] = [15, 8];

/**
 * Makes the id of a version, 32 characters. As on AWS an id tells whether it was ever given, and where among the versions
 * of a key it stood: S3 refuses one that was made up (`Invalid version id specified`), and a listing goes on behind one
 * that was deleted meanwhile.
 * @param sequence of the version
 */
export function createVersionId(sequence: number): string {
  let digits = "";
  for (let rest = sequence, at = 0; at < SEQUENCE; at += 1, rest = Math.floor(rest / 64)) {
    digits = ALPHABET.charAt(rest % 64) + digits;
  }
  const random = Array.from(randomBytes(RANDOM), (byte) => ALPHABET[byte & 63]).join("");
  const given = random + digits;
  return given + checkOf(given);
}

/** Whether a text can be a version id. */
export function isVersionId(version: string): boolean {
  return version === NULL_VERSION || /^[A-Za-z0-9._]{32}$/.test(version);
}

/** Whether a version id was given here once; those of states from before they told it were not. */
export function isGivenVersionId(version: string): boolean {
  return version === NULL_VERSION || sequenceOfVersion(version) !== undefined;
}

/** The sequence of a version, be it still there or not; undefined where its id does not tell. */
export function sequenceOfVersion(version: string): number | undefined {
  const given = version.slice(0, -CHECK);
  if (!isVersionId(version) || version === NULL_VERSION || checkOf(given) !== version.slice(-CHECK)) return undefined;
  return Array.from(given.slice(RANDOM)).reduce((value, digit) => value * 64 + ALPHABET.indexOf(digit), 0);
}

function checkOf(given: string): string {
  return Array.from(hash("sha256", given, "buffer").subarray(0, CHECK), (byte) => ALPHABET[byte & 63]).join("");
}
