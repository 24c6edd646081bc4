import type { S3Context } from "../context.ts";
import { S3Error } from "../errors.ts";
import type { Checksums } from "../checksum.ts";
import type { ByteRange } from "../range.ts";
import type { ObjectVersion } from "../store/objects.ts";

/** Where a part lies, and the checksums that are known of it. */
export interface PartRange extends ByteRange {
  readonly checksums: Checksums;
}

/**
 * Where a part lies in the object; what was put as a whole is one part. Undefined for an empty object. Throws
 * `InvalidPartNumber` (416). Inside `State.read`.
 */
export function partRange(context: S3Context, version: ObjectVersion, number: number): PartRange | undefined {
  const count = version.meta.PartsCount ?? 1;
  if (number > count) {
    throw new S3Error("InvalidPartNumber", "The requested partnumber is not satisfiable", {
      status: 416,
      members: { PartNumberRequested: number, ActualPartCount: count },
    });
  }
  if (version.size === 0) return undefined;
  if (version.meta.PartsCount === undefined) {
    return { start: 0, end: version.size - 1, checksums: version.meta.Checksums };
  }
  const parts = context.objects.parts(version.file, 0, number);
  const end = parts.reduce((sum, part) => sum + part.size, 0);
  const part = parts.at(-1);
  return { start: end - (part?.size ?? 0), end: end - 1, checksums: part?.checksums ?? {} };
}
