import { S3Error } from "./errors.ts";

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a `Range`: `bytes=0-99`, `bytes=100-`, `bytes=-5`. Undefined for the whole object, which S3 also answers for
 * several ranges or a text that is none. Throws `InvalidRange` (416) where no byte of it is there.
 */
export function readRange(range: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range?.trim() ?? "");
  if (match === null || range === undefined) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(last) < start) return undefined;
  if (start >= size) {
    throw new S3Error("InvalidRange", "The requested range is not satisfiable", {
      status: 416,
      members: { RangeRequested: range, ActualObjectSize: size },
      headers: { "content-range": `bytes */${size}` },
    });
  }
  return { start, end };
}
