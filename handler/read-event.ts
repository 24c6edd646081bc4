import * as v from "valibot";
import { padSequencer, SEQUENCER } from "./sequencer.ts";

/** What happened to one picture. */
export type PictureEvent = PictureCreated | PictureRemoved;

/** A version of a picture was put, copied or completed. */
export interface PictureCreated extends PictureIdentity {
  readonly kind: "created";
  readonly etag: string | undefined;
}

/** A picture is no longer there, or one version of it. */
export interface PictureRemoved extends PictureIdentity {
  readonly kind: "removed";
  /** `picture`: a delete marker, or a delete where no versions are kept. `version`: that version only. */
  readonly scope: "picture" | "version";
}

/** Which picture an event is about, and when in the life of its key it happened. */
export interface PictureIdentity {
  /** `bucket/key`, the key of the `pictures` table. */
  readonly picture: string;
  readonly bucket: string;
  /** As the object is called, decoded. */
  readonly key: string;
  /** Undefined where the bucket keeps no versions. */
  readonly version: string | undefined;
  /** Padded, so that two of them compare as strings. */
  readonly sequencer: string;
}

/** An event or a record that S3 does not send; retried like any other error, so that the queue keeps it. */
export class UnreadableEventError extends Error {
  override readonly name = "UnreadableEventError";
}

/** Takes the records out of an event, each still unread, so that a bad one does not stop the others. */
export function readRecords(event: unknown): readonly unknown[] {
  return parse("event", v.object({ Records: v.array(v.unknown()) }), event).Records;
}

/** Reads one record of an S3 event notification. */
export function readRecord(record: unknown): PictureEvent {
  const { eventName, s3 } = parse("record", recordSchema, record);
  const key = decodeKey(s3.object.key);
  const identity: PictureIdentity = {
    picture: `${s3.bucket.name}/${key}`,
    bucket: s3.bucket.name,
    key,
    version: s3.object.versionId,
    sequencer: padSequencer(s3.object.sequencer),
  };
  if (eventName.startsWith("ObjectCreated:")) return { ...identity, kind: "created", etag: s3.object.eTag };
  // A delete that names no version removes the picture; on a bucket with versions it leaves a marker.
  const isVersion = eventName === "ObjectRemoved:Delete" && identity.version !== undefined;
  return { ...identity, kind: "removed", scope: isVersion ? "version" : "picture" };
}

const recordSchema = v.object({
  eventSource: v.literal("aws:s3"),
  eventName: v.pipe(v.string(), v.regex(/^Object(?:Created|Removed):/)),
  s3: v.object({
    bucket: v.object({ name: v.string() }),
    object: v.object({
      key: v.string(),
      versionId: v.optional(v.string()),
      eTag: v.optional(v.string()),
      sequencer: v.pipe(v.string(), v.regex(SEQUENCER)),
    }),
  }),
});

/** Keys in events are form-encoded: a space is "+", a plus "%2B", all else percent-encoded UTF-8. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch (cause) {
    throw new UnreadableEventError("record: s3.object.key is not percent-encoded UTF-8", { cause });
  }
}

// The message says where and what was expected, never what stood there: that may be a name.
function parse<const Schema extends v.GenericSchema>(
  what: string,
  schema: Schema,
  input: unknown,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, input);
  if (!parsed.success) {
    const problems = parsed.issues.map((issue) => {
      const path = v.getDotPath(issue) ?? what;
      return issue.received === "undefined"
        ? `${path} is missing`
        : `${path} should be ${issue.expected ?? "different"}`;
    });
    throw new UnreadableEventError(`${what}: not one that S3 sends: ${problems.join("; ")}`);
  }
  return parsed.output;
}
