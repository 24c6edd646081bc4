import * as v from "valibot";

const S3Event = v.object({
  Records: v.pipe(
    v.array(
      v.object({
        eventName: v.optional(v.string(), ""),
        s3: v.object({
          bucket: v.object({ name: v.string() }),
          object: v.object({ key: v.string(), versionId: v.optional(v.string()) }),
        }),
      }),
    ),
    v.minLength(1),
  ),
});

/** What an S3 event is about. */
export interface EventObject {
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  /** Undefined where the bucket keeps none. */
  readonly version: string | undefined;
  /** For example `ObjectCreated:Put`. */
  readonly eventName: string;
}

/** The object that an S3 event is about; undefined for other payloads. */
export function objectOf(payload: string): EventObject | undefined {
  try {
    const record = v.parse(S3Event, JSON.parse(payload)).Records[0];
    if (record === undefined) return undefined;
    const { bucket, object } = record.s3;
    const key = decodeURIComponent(object.key.replaceAll("+", " "));
    return { bucket: bucket.name, key, version: object.versionId, eventName: record.eventName };
  } catch {
    return undefined;
  }
}
