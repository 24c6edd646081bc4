import { S3Error, noSuchKey, preconditionFailed } from "./errors.ts";
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
 * `If-Unmodified-Since` is not looked at, with `If-None-Match` false `If-Modified-Since` is not.
 */
export function failedCondition(conditions: ReadConditions, version: ObjectVersion): ReadCondition | undefined {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, version.etag)) return "If-Match";
  } else if (IfUnmodifiedSince !== undefined && version.modifiedAt > IfUnmodifiedSince.getTime()) {
    return "If-Unmodified-Since";
  }
  if (IfNoneMatch !== undefined) return matches(IfNoneMatch, version.etag) ? "If-None-Match" : undefined;
  const isModified = IfModifiedSince === undefined || version.modifiedAt > IfModifiedSince.getTime();
  return isModified ? undefined : "If-Modified-Since";
}

/** Checks the conditions of a write against the current object (412, or 404 for an `If-Match` without an object). */
export function checkWriteConditions(
  conditions: Pick<ReadConditions, "IfMatch" | "IfNoneMatch">,
  key: string,
  current: ObjectVersion | undefined,
): void {
  const { IfMatch, IfNoneMatch } = conditions;
  if (IfMatch !== undefined) {
    if (current === undefined) throw noSuchKey(key);
    if (!matches(IfMatch, current.etag)) throw preconditionFailed("If-Match");
  }
  if (IfNoneMatch === undefined) return;
  if (IfNoneMatch !== "*") {
    throw new S3Error("NotImplemented", "A header you provided implies functionality that is not implemented", {
      status: 501,
      members: { Header: "If-None-Match" },
    });
  }
  if (current !== undefined) throw preconditionFailed("If-None-Match");
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
