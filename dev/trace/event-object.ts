import * as v from "valibot";

const S3Event = v.object({
  Records: v.pipe(
    v.array(
      v.object({ s3: v.object({ bucket: v.object({ name: v.string() }), object: v.object({ key: v.string() }) }) }),
    ),
    v.minLength(1),
  ),
});

/** The object that an S3 event is about, with its key decoded; undefined for other payloads. */
export function objectOf(payload: string): { readonly bucket: string; readonly key: string } | undefined {
  try {
    const record = v.parse(S3Event, JSON.parse(payload)).Records[0]?.s3;
    if (record === undefined) return undefined;
    return { bucket: record.bucket.name, key: decodeURIComponent(record.object.key.replaceAll("+", " ")) };
  } catch {
    return undefined;
  }
}
