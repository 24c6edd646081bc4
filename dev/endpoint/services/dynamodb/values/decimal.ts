import { validationError } from "../errors.ts";

/** `0.d1d2d3… × 10^exponent` with its sign; zero has no digits. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** Digits that a double tells apart without error. */
const EXACT_DIGITS = 15;

/** Compares two numbers given as text: below, equal to or above 0. */
export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  if (a.length <= EXACT_DIGITS && b.length <= EXACT_DIGITS) return Number(a) - Number(b);
  return Buffer.compare(encodeNumber(a), encodeNumber(b));
}

/** Adds two numbers exactly. Throws where DynamoDB could not store the result. */
export function addNumbers(a: string, b: string): string {
  return sum(parse(a), parse(b));
}

/** Subtracts `b` from `a` exactly. Throws where DynamoDB could not store the result. */
export function subtractNumbers(a: string, b: string): string {
  const right = parse(b);
  return sum(parse(a), { ...right, negative: !right.negative });
}

/**
 * Bytes that sort as the numbers do, and end by themselves so that more can follow. Zero is `01`; a positive number
 * `02`, its exponent, its digits + 1, `00`; a negative one `00`, both complemented, `0b`.
 */
export function encodeNumber(text: string): Buffer {
  const { negative, digits, exponent } = parse(text);
  if (digits === "") return Buffer.of(1);
  const bytes = Buffer.alloc(digits.length + 3);
  const biased = exponent + 129;
  bytes[0] = negative ? 0 : 2;
  bytes[1] = negative ? 255 - biased : biased;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(i) - 48;
    bytes[i + 2] = negative ? 10 - digit : digit + 1;
  }
  bytes[digits.length + 2] = negative ? 11 : 0;
  return bytes;
}

/**
 * Bytes that DynamoDB counts for a number: one for every two significant digits before the point, and for every two
 * behind it, one more, and one for a minus (measured on AWS, 2026-08; the developer guide says less).
 */
export function numberSize(text: string): number {
  const { negative, digits, exponent } = parse(text);
  const whole = Math.min(Math.max(exponent, 0), digits.length);
  return 1 + Math.ceil(whole / 2) + Math.ceil((digits.length - whole) / 2) + (negative ? 1 : 0);
}

function parse(text: string): Decimal {
  const match = /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(text);
  if (match === null) throw validationError(`The parameter cannot be converted to a numeric value: ${text}`);
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  const all = whole + fraction;
  const first = all.search(/[1-9]/);
  if (first < 0) return { negative: false, digits: "", exponent: 0 };
  return {
    negative: sign === "-",
    digits: all.slice(first).replace(/0+$/, ""),
    exponent: whole.length - first + Number(power),
  };
}

function sum(a: Decimal, b: Decimal): string {
  const scale = Math.max(a.digits.length - a.exponent, b.digits.length - b.exponent, 0);
  const total = toInteger(a, scale) + toInteger(b, scale);
  return format(total, scale);
}

function toInteger({ negative, digits, exponent }: Decimal, scale: number): bigint {
  if (digits === "") return 0n;
  const value = BigInt(digits + "0".repeat(scale - (digits.length - exponent)));
  return negative ? -value : value;
}

function format(total: bigint, scale: number): string {
  const negative = total < 0n;
  const all = (negative ? -total : total).toString().padStart(scale + 1, "0");
  const whole = all.slice(0, all.length - scale);
  const fraction = all.slice(all.length - scale).replace(/0+$/, "");
  const text = `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
  checkRange(text);
  return text;
}

function checkRange(text: string): void {
  const { digits, exponent } = parse(text);
  if (digits.length > 38) throw validationError("Attempting to store more than 38 significant digits in a Number");
  if (digits !== "" && exponent - 1 > 125) {
    throw validationError("Number overflow. Attempting to store a number with magnitude larger than supported range");
  }
  if (digits !== "" && exponent - 1 < -130) {
    throw validationError("Number underflow. Attempting to store a number with magnitude smaller than supported range");
  }
}
