import { invalidParameter } from "./errors.ts";
import type { Position } from "./store.ts";

/** Before every event. */
export const BEGINNING: Position = { at: -1, id: 0 };

/** A position as 56 digits, the length of CloudWatch's event ids: 20 of the time, 36 of the number. */
export function toDigits({ at, id }: Position): string {
  return String(Math.max(0, at)).padStart(20, "0") + String(id).padStart(36, "0");
}

/** Reads what `toDigits` wrote, out of a token such as `f/<digits>/s`. Throws InvalidParameterException. */
export function readPosition(token: string): Position {
  const digits = /^(?:[fb]\/)?(\d{20})(\d{36})(?:\/s)?$/.exec(token);
  if (digits === null) throw invalidParameter("The specified nextToken is invalid.");
  return { at: Number(digits[1]), id: Number(digits[2]) };
}
