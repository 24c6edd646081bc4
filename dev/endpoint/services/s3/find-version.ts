import type { Call } from "../../service.ts";
import { onBucket, type S3Context } from "./context.ts";
import { S3Error, invalidArgument, noSuchKey, noSuchVersion } from "./errors.ts";
import { requirePermission } from "./require-permission.ts";
import type { BucketInput, Versioning } from "./store/buckets.ts";
import { type ObjectVersion, isVersionId } from "./store/objects.ts";

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
    throw id === undefined ? noSuchKey(key, markerHeaders(version)) : noSuchVersion(key, id);
  }
  if (version.marker) throw deleteMarker(version);
  return { version, versioning: context.buckets.versioning(bucket.name) };
}

/** Throws `InvalidArgument` for what cannot be a version id. */
export function checkVersionId(versionId: string): void {
  if (!isVersionId(versionId)) throw invalidArgument("Invalid version id specified", "versionId", versionId);
}

function markerHeaders(version: ObjectVersion | undefined): Record<string, string> {
  return version === undefined ? {} : { "x-amz-delete-marker": "true", "x-amz-version-id": version.version };
}

function deleteMarker(version: ObjectVersion): S3Error {
  return new S3Error("MethodNotAllowed", "The specified method is not allowed against this resource.", {
    status: 405,
    members: { ResourceType: "DeleteMarker" },
    headers: {
      allow: "DELETE",
      "last-modified": new Date(version.modifiedAt).toUTCString(),
      ...markerHeaders(version),
    },
  });
}
