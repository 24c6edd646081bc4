import type { Call } from "../service.ts";
import type { S3Context } from "./context.ts";
import type { Announcement } from "./notifications/notifications.ts";
import type { BucketRow } from "./store/buckets.ts";

/** What became of a removal; the files are to be unlinked after the commit. */
export interface Removal {
  readonly DeleteMarker: true | undefined;
  readonly VersionId: string | undefined;
  readonly files: readonly string[];
  readonly announcements: readonly Announcement[];
}

/**
 * Removes a version for good, or the object: in a versioned bucket by a delete marker. Removing what is not there
 * changes nothing and tells nobody. Inside `State.write`.
 */
export function removeObject(
  context: S3Context,
  bucket: BucketRow,
  target: { readonly Key: string; readonly VersionId?: string | undefined },
  call: Call,
  traceId: string,
): Removal {
  const { Key: key, VersionId: id } = target;
  const now = Date.now();
  const versioning = context.buckets.versioning(bucket.name);
  if (id === undefined && versioning !== "") {
    const marker = { key, marker: true, file: "", size: 0, etag: "", meta: { Metadata: {}, Checksums: {} } };
    const { row, files } = context.objects.add(bucket.name, versioning, marker, now);
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
  const version =
    id === undefined ? context.objects.latest(bucket.name, key) : context.objects.version(bucket.name, key, id);
  if (version === undefined) return { DeleteMarker: undefined, VersionId: id, files: [], announcements: [] };
  const files = context.objects.remove(bucket.name, version);
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
