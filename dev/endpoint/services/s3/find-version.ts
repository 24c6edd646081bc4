import type { Call } from "../../service.ts";
import { onBucket, type S3Context } from "./context.ts";
import { type S3Error, deleteMarkerRefused, invalidArgument, noSuchKey, noSuchVersion } from "./errors.ts";
import { requirePermission } from "./require-permission.ts";
import type { BucketInput, Versioning } from "./store/buckets.ts";
import type { ObjectVersion } from "./store/objects.ts";
import { isGivenVersionId, isVersionId } from "./store/version-id.ts";

/** A version that is read, and how its bucket is versioned. */
export interface FoundVersion {
  readonly version: ObjectVersion;
  readonly versioning: Versioning;
}

/**
 * Finds the version that a read names; inside `State.read` or `State.write`. Throws 404 for what is not there (403
 * where the caller may not list the bucket), 405 for a delete marker that is named by its version.
 */
export function findVersion(
  context: S3Context,
  input: BucketInput & { readonly Key: string; readonly VersionId?: string | undefined },
  call: Call,
): FoundVersion {
  const bucket = context.buckets.require(input, call);
  const { Key: key, VersionId: id } = input;
  if (id !== undefined) checkVersionId(id);
  const version =
    id === undefined ? context.objects.latest(bucket.name, key) : context.objects.version(bucket.name, key, id);
  if (version === undefined || (version.marker && id === undefined)) {
    // Without s3:ListBucket a caller does not learn whether an object is there.
    requirePermission(context, onBucket("s3:ListBucket", bucket.name), call);
    if (id === undefined) throw noSuchKey(key, markerHeaders(version));
    throw isGivenVersionId(id) ? noSuchVersion(key, id) : invalidVersionId(id);
  }
  if (version.marker) throw deleteMarker(version);
  return { version, versioning: context.buckets.versioning(bucket.name) };
}

/**
 * As `findVersion`, for what is kept beside a version's bytes: where the newest is a delete marker, S3 refuses it as one
 * that is named (LocalStack's records, 2025-01-21).
 */
export function findTagged(context: S3Context, input: Parameters<typeof findVersion>[1], call: Call): FoundVersion {
  if (input.VersionId === undefined) {
    const { name } = context.buckets.require(input, call);
    const latest = context.objects.latest(name, input.Key);
    if (latest?.marker === true) throw deleteMarker(latest);
  }
  return findVersion(context, input, call);
}

/** Throws `InvalidArgument` for what cannot be a version id. */
export function checkVersionId(versionId: string, argument = "versionId"): void {
  if (!isVersionId(versionId)) throw invalidVersionId(versionId, argument);
}

/** 400 for what is no version id, or none that was ever given. */
export function invalidVersionId(versionId: string, argument = "versionId"): S3Error {
  return invalidArgument("Invalid version id specified", argument, versionId);
}

function markerHeaders(version: ObjectVersion | undefined): Record<string, string> {
  return version === undefined ? {} : { "x-amz-delete-marker": "true", "x-amz-version-id": version.version };
}

function deleteMarker(version: ObjectVersion): S3Error {
  return deleteMarkerRefused({
    allow: "DELETE",
    "last-modified": new Date(version.modifiedAt).toUTCString(),
    ...markerHeaders(version),
  });
}
