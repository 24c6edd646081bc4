import { S3Error, conditionalConflict, noSuchKey, notImplemented, preconditionFailed } from "./errors.ts";
import type { ObjectVersion } from "./store/objects.ts";

/** Conditions of a read, by the API's names. */
export interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/** A condition, by the header that a read sends it in. */
export type ReadCondition = "If-Match" | "If-None-Match" | "If-Modified-Since" | "If-Unmodified-Since";

/** Checks a read's conditions. Throws 412, or `NotModified` (304). */
export function checkReadConditions(conditions: ReadConditions, version: ObjectVersion): void {
  const failed = failedCondition(conditions, version);
  if (failed === "If-None-Match" || failed === "If-Modified-Since") throw notModified(version);
  if (failed !== undefined) throw preconditionFailed(failed);
}

/**
 * The condition that a version does not meet. An ETag condition goes before a date one: with `If-Match` true
 * `If-Unmodified-Since` is not looked at, with `If-None-Match` false `If-Modified-Since` is not. A date of the future is
 * no condition (LocalStack's records, 2025-11-12; RFC 7232, section 3.3).
 */
export function failedCondition(conditions: ReadConditions, version: ObjectVersion): ReadCondition | undefined {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, version.etag)) return "If-Match";
  } else if (IfUnmodifiedSince !== undefined && version.modifiedAt > IfUnmodifiedSince.getTime()) {
    return "If-Unmodified-Since";
  }
  if (IfNoneMatch !== undefined) return matches(IfNoneMatch, version.etag) ? "If-None-Match" : undefined;
  const since = IfModifiedSince?.getTime();
  const isModified = since === undefined || version.modifiedAt > since || since > Date.now();
  return isModified ? undefined : "If-Modified-Since";
}

/** Conditions of a write, by the API's names. */
export type WriteConditions = Pick<ReadConditions, "IfMatch" | "IfNoneMatch">;

/**
 * Refuses what S3 takes at no write but a removal: both conditions at once, `If-None-Match` of anything but `*`, and
 * `If-Match: *`. Throws `NotImplemented` (501). Recorded: LocalStack, 2025-03-17.
 */
export function checkWriteForm({ IfMatch, IfNoneMatch }: WriteConditions): void {
  if (IfMatch !== undefined && IfNoneMatch !== undefined) {
    throw notImplemented("If-Match,If-None-Match", "Multiple conditional request headers present in the request");
  }
  if (IfMatch === "*") throw unacceptable("If-Match");
  if (IfNoneMatch !== undefined && IfNoneMatch !== "*") throw unacceptable("If-None-Match");
}

/**
 * Checks the conditions of a write against the current object (412, or 404 for an `If-Match` without an object).
 * @param isContested whether the key was written or removed since the write began: `ConditionalRequestConflict` (409)
 * where the condition would hold otherwise
 */
export function checkWriteConditions(
  { IfMatch, IfNoneMatch }: WriteConditions,
  key: string,
  current: ObjectVersion | undefined,
  isContested = false,
): void {
  if (IfMatch !== undefined) {
    if (current === undefined) throw noSuchKey(key);
    if (!matches(IfMatch, current.etag)) throw preconditionFailed("If-Match");
    if (isContested) throw conditionalConflict("If-Match", key);
  }
  if (IfNoneMatch === undefined) return;
  if (current !== undefined) throw preconditionFailed("If-None-Match");
  if (isContested) throw conditionalConflict("If-None-Match", key);
}

function unacceptable(header: string): S3Error {
  return notImplemented(header, `We don't accept the provided value of ${header} header for this API`);
}

/** Whether an ETag stands in a condition's list; with or without quotes. */
function matches(condition: string, etag: string): boolean {
  return condition.split(",").some((part) => {
    const value = part.trim().replace(/^W\//, "").replaceAll('"', "");
    return value === "*" || value === etag.replaceAll('"', "");
  });
}

function notModified(version: ObjectVersion): S3Error {
  return new S3Error("NotModified", "Not Modified", {
    status: 304,
    headers: { etag: version.etag, "last-modified": new Date(version.modifiedAt).toUTCString() },
  });
}
