import * as v from "valibot";
import type { Permission } from "../../identity/caller.ts";
import { failedCondition } from "./conditions.ts";
import { onObject } from "./context.ts";
import { invalidArgument, preconditionFailed } from "./errors.ts";
import type { ObjectVersion } from "./store/objects.ts";

/** What is copied. */
export interface CopySource {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

/** The source and its conditions, in the inputs of CopyObject and UploadPartCopy. */
export const SOURCE_MEMBERS = {
  CopySource: v.string(),
  CopySourceIfMatch: v.optional(v.string()),
  CopySourceIfNoneMatch: v.optional(v.string()),
  CopySourceIfModifiedSince: v.optional(v.date()),
  CopySourceIfUnmodifiedSince: v.optional(v.date()),
  ExpectedSourceBucketOwner: v.optional(v.string()),
};

/**
 * Reads `x-amz-copy-source`: `[/]<bucket>/<key>[?versionId=<id>]`, encoded as a query is: the slash between bucket and key
 * may be, and `+` is a space.
 */
export function readCopySource(source: string): CopySource {
  const [, path = "", versionId] = /^(.+?)(?:\?versionId=([^?]*))?$/s.exec(source) ?? [];
  const [, Bucket, Key] = /^\/?([^/]+)\/(.+)$/s.exec(decode(path, source)) ?? [];
  if (Bucket === undefined || Key === undefined) throw invalid(source);
  return { Bucket, Key, ...(versionId === undefined ? {} : { VersionId: versionId }) };
}

/** What reading a source needs. */
export function sourcePermission({ Bucket, Key, VersionId }: CopySource): Permission {
  return onObject(VersionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion", Bucket, Key);
}

/** Checks the conditions on a source. One that was not modified is 412 here, where a read answers 304. */
export function checkSource(
  input: v.InferOutput<v.ObjectSchema<typeof SOURCE_MEMBERS, undefined>>,
  version: ObjectVersion,
): void {
  const failed = failedCondition(
    {
      IfMatch: input.CopySourceIfMatch,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    },
    version,
  );
  if (failed !== undefined) throw preconditionFailed(`x-amz-copy-source-${failed}`);
}

function decode(text: string, source: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw invalid(source);
  }
}

function invalid(source: string): Error {
  return invalidArgument(
    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
    "x-amz-copy-source",
    source,
  );
}
