import { Readable } from "node:stream";
import * as v from "valibot";
import { S3Error } from "./errors.ts";

/** `Bucket` and who the caller thinks owns it. */
export const BUCKET_MEMBERS = {
  Bucket: v.pipe(v.string(), v.minLength(1)),
  ExpectedBucketOwner: v.optional(v.string()),
};

/** `Key` beside the members of a bucket. */
export const OBJECT_MEMBERS = {
  ...BUCKET_MEMBERS,
  Key: v.pipe(v.string(), v.minLength(1)),
};

/** A body: a stream, bytes or text; none is an empty one. */
export const BODY = v.optional(v.union([v.instance(Readable), v.instance(Uint8Array), v.string()]), "");

/** Parses an input; throws `InvalidArgument` that names the member. */
export function parseMembers<const Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const name = v.getDotPath(issue) ?? "input";
  throw new S3Error("InvalidArgument", `${name}: ${issue.message}`, { members: { ArgumentName: name } });
}
