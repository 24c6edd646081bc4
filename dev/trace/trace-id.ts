import { randomBytes } from "node:crypto";

/** Root of a new trace, in X-Ray's form: `1-<8 hex digits of the time>-<24 random ones>`. @param now epoch milliseconds */
export function newTraceId(now = Date.now()): string {
  const seconds = Math.floor(now / 1000).toString(16);
  return `1-${seconds.padStart(8, "0")}-${randomBytes(12).toString("hex")}`;
}
