import * as v from "valibot";
import type { Permission } from "../../identity/caller.ts";
import type { Call } from "../../service.ts";
import { checkWriteConditions } from "./conditions.ts";
import { invalidArgument } from "./errors.ts";
import { invalidVersionId } from "./find-version.ts";
import { isGivenVersionId } from "./store/version-id.ts";
import { type S3Context, onObject } from "./context.ts";
import type { Announcement } from "./notifications/notifications.ts";
import type { BucketRow } from "./store/buckets.ts";

/** What became of a removal; the files are to be unlinked after the commit. */
export interface Removal {
  readonly DeleteMarker: true | undefined;
  readonly VersionId: string | undefined;
  readonly files: readonly string[];
  readonly announcements: readonly Announcement[];
}

/** What is removed, and the ETag that the current object must have, or `*` where there must be one. */
export interface RemovalTarget {
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly IfMatch?: string | undefined;
}

/** What would pass a lock on an object, which no bucket here has. */
export const BYPASS_MEMBERS = { BypassGovernanceRetention: v.optional(v.unknown()) };

/** Throws `InvalidArgument` where it is asked for, whatever is said (LocalStack's records, 2025-01-21). */
export function checkBypass({ BypassGovernanceRetention }: { readonly BypassGovernanceRetention?: unknown }): void {
  if (BypassGovernanceRetention === undefined) return;
  const header = "x-amz-bypass-governance-retention";
  throw invalidArgument(`${header} is only applicable to Object Lock enabled buckets.`, header);
}

/** What a removal needs: to tell of an ETag is to read (S3's guide, "How to perform conditional deletes"). */
export function removePermissions(bucket: string, { Key, VersionId, IfMatch }: RemovalTarget): Permission[] {
  const action = VersionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
  const reads = IfMatch !== undefined && IfMatch !== "*";
  return [onObject(action, bucket, Key), ...(reads ? [onObject("s3:GetObject", bucket, Key)] : [])];
}

/**
 * Removes a version for good, or the object: in a versioned bucket by a delete marker. Removing what is not there
 * changes nothing and tells nobody. Inside `State.write`.
 */
export function removeObject(
  context: S3Context,
  bucket: BucketRow,
  target: RemovalTarget,
  call: Call,
  traceId: string,
): Removal {
  const { Key: key, VersionId: id } = target;
  const now = Date.now();
  // The current object alone is looked at; without one S3 answers 404 (measured: ministackorg/ministack issue 1475,
  // 2026-08-23).
  const latest = context.objects.latest(bucket.name, key);
  checkWriteConditions({ IfMatch: target.IfMatch }, key, latest?.marker === true ? undefined : latest);
  const versioning = context.buckets.versioning(bucket.name);
  if (id === undefined && versioning !== "") {
    const marker = { key, marker: true, file: "", size: 0, etag: "", meta: { Metadata: {}, Checksums: {} } };
    const { row, files } = context.objects.add(bucket.name, versioning, marker, now);
    context.uploads.contest(bucket.name, key);
    const announcements = context.notifications.enqueue(
      {
        name: "ObjectRemoved:DeleteMarkerCreated",
        key,
        ...(versioning === "Enabled" ? { versionId: row.version } : {}),
        sequence: row.sequence,
        at: now,
      },
      bucket,
      call,
      traceId,
    );
    return { DeleteMarker: true, VersionId: row.version, files, announcements };
  }
  const version = id === undefined ? latest : context.objects.version(bucket.name, key, id);
  if (version === undefined) {
    // One that was deleted before is deleted again; one that was never given is refused (LocalStack's records,
    // 2025-01-21; versity/versitygw issue 1758, 2026-01-16).
    if (id !== undefined && !isGivenVersionId(id)) throw invalidVersionId(id);
    return { DeleteMarker: undefined, VersionId: id, files: [], announcements: [] };
  }
  const files = context.objects.remove(bucket.name, version);
  context.uploads.contest(bucket.name, key);
  const announcements = context.notifications.enqueue(
    {
      name: "ObjectRemoved:Delete",
      key,
      ...(versioning === "" ? {} : { versionId: version.version }),
      sequence: context.objects.nextSequence(now),
      at: now,
    },
    bucket,
    call,
    traceId,
  );
  return { DeleteMarker: version.marker ? true : undefined, VersionId: id, files, announcements };
}
