import { readFileSync } from "node:fs";
import { uptime } from "node:os";

/** How far two readings of the time of boot may lie apart, in milliseconds. */
const BOOT_TOLERANCE = 120_000;

/** What tells one start of the machine from another: Linux names it, elsewhere it is the time of it. */
export function bootOf(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return String(Math.round(Date.now() - uptime() * 1000));
  }
}

/** Whether two answers of `bootOf` are of the same start of the machine. */
export function sameBoot(a: string, b: string): boolean {
  return a === b || Math.abs(Number(a) - Number(b)) < BOOT_TOLERANCE;
}
