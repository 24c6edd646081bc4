import * as v from "valibot";
import { canonicalJson, sha256 } from "./canonical.ts";
import { asRecord } from "./model-shapes.ts";
import { OPERATIONS } from "../service-model.ts";

/** Version of the form of files and keys; another one is refused by name. */
export const FORMAT = 1;

const Summary = v.strictObject({
  collection: v.picklist(["unknown", "there", "gone"]),
  faces: v.number(),
  digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

/**
 * What a collection holds, as far as the calls of this run tell: whether it was created or deleted, how many faces,
 * and a digest over its faces, users, associations and tags that does not depend on their order.
 */
export type CollectionSummary = v.InferOutput<typeof Summary>;

/** One request and its answer, as it stands in a file. */
export const RecordingFile = v.strictObject({
  meta: v.strictObject({ format: v.literal(FORMAT), faceModelVersion: v.optional(v.string()) }),
  operation: v.picklist(OPERATIONS),
  key: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  /** The answer holds from this request of equal ones on, counted from 1. */
  occurrence: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Normalised; pictures as `{sha256, bytes, width, height}`. */
  request: v.record(v.string(), v.unknown()),
  /** Of operations that read a collection: what it held. */
  state: v.optional(Summary),
  /** Of reads of a small collection: the faces that it held, for people and for `diff`; `state` decides. */
  holds: v.optional(v.array(v.string())),
  /** `body` of an error: `{__type, message}`. */
  response: v.strictObject({ status: v.number(), body: v.record(v.string(), v.unknown()) }),
});

/** One request and its answer. */
export type Recording = v.InferOutput<typeof RecordingFile>;

/** The parts of a recording that decide which request it answers. */
export type Keyed = Pick<Recording, "operation" | "request" | "state">;

/** The key of a request, in hex: equal keys, equal requests. Of pictures only the hash of their bytes counts. */
export function keyOf({ operation, request, state }: Keyed): string {
  const params = Object.fromEntries(
    Object.entries(request).map(([name, value]) => {
      const { sha256: hash } = asRecord(value);
      return [name, hash === undefined ? value : { sha256: hash }];
    }),
  );
  return sha256(canonicalJson({ v: FORMAT, operation, params, ...(state === undefined ? {} : { state }) }));
}

/** How much of a key stands in file names and messages. */
export function shortKey(key: string): string {
  return key.slice(0, 12);
}
