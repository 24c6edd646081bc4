import { createHash } from "node:crypto";
import * as v from "valibot";

/** A line of the handler's about a record that failed. */
export interface FailedRecord {
  /** Of the picture, as `pictureId` makes it. */
  readonly pictureId: string;
  readonly error: { readonly name: string; readonly message: string };
}

const Line = v.object({
  level: v.picklist(["ERROR", "CRITICAL"]),
  external_image_id: v.string(),
  error: v.object({ name: v.string(), message: v.string() }),
});

/** What a log line tells of a picture that failed; undefined for other lines, and for those of another handler. */
export function failedRecord(line: string): FailedRecord | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const { external_image_id: pictureId, error } = v.parse(Line, JSON.parse(line));
    return { pictureId, error };
  } catch {
    return undefined;
  }
}

/** The ExternalImageId that the handler gives a picture, by which its log lines name it. */
export function pictureId(bucket: string, key: string, version: string): string {
  return createHash("sha256")
    .update(JSON.stringify([bucket, key, version === "null" ? null : version]))
    .digest("hex");
}
