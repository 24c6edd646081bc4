import type { Call } from "../../service.ts";
import { checkWriteConditions } from "./conditions.ts";
import type { S3Context } from "./context.ts";
import { traceOf } from "./notifications/notifications.ts";
import type { BucketInput, Versioning } from "./store/buckets.ts";
import type { StoredBody } from "./store/files.ts";
import type { ObjectMeta, ObjectVersion } from "./store/objects.ts";

/** An object whose bytes lie in their file. */
export interface AddedObject {
  readonly target: BucketInput & {
    readonly Key: string;
    readonly IfMatch?: string | undefined;
    readonly IfNoneMatch?: string | undefined;
  };
  readonly stored: StoredBody;
  readonly meta: ObjectMeta;
  /** When the write began, where others may have come between: the sequence of its upload, and whether one was a removal. */
  readonly since?: { readonly sequence: number; readonly isContested: boolean };
  /** With its quotes; the MD5 by default. */
  readonly etag?: string;
  /** What else is stored in the same write; returns files to be unlinked after it. */
  readonly also?: () => readonly string[];
  /** Without `s3:`, for example `ObjectCreated:Put`. */
  readonly event: string;
  /** `performance.now()` at the first byte. */
  readonly startedAt: number;
}

/**
 * Makes an object visible, together with its pending events in one write; then unlinks what it replaced and tells
 * the bus. `versionId` is undefined where the bucket is not versioned.
 */
export async function addObject(
  context: S3Context,
  added: AddedObject,
  call: Call,
): Promise<{ row: ObjectVersion; versionId: string | undefined; versioning: Versioning }> {
  const { target, stored, meta } = added;
  const now = Date.now();
  const traceId = traceOf(call, now);
  const { row, files, versionId, versioning, announcements } = await context.host.state.write(() => {
    const bucket = context.buckets.require(target, call);
    const versioning = context.buckets.versioning(bucket.name);
    if (target.IfMatch !== undefined || target.IfNoneMatch !== undefined) {
      const latest = context.objects.latest(bucket.name, target.Key);
      const { since } = added;
      const isContested = since !== undefined && (since.isContested || (latest?.sequence ?? 0) > since.sequence);
      checkWriteConditions(target, target.Key, latest?.marker === true ? undefined : latest, isContested);
    }
    const { row, files } = context.objects.add(
      bucket.name,
      versioning,
      {
        key: target.Key,
        marker: false,
        file: stored.file,
        size: stored.size,
        etag: added.etag ?? `"${stored.md5}"`,
        meta,
      },
      now,
    );
    const further = added.also?.() ?? [];
    const versionId = versioning === "Enabled" ? row.version : undefined;
    const announcements = context.notifications.enqueue(
      {
        name: added.event,
        key: row.key,
        content: { size: row.size, etag: row.etag },
        ...(versionId === undefined ? {} : { versionId }),
        sequence: row.sequence,
        at: now,
      },
      bucket,
      call,
      traceId,
    );
    return { row, files: [...files, ...further], versionId, versioning, announcements };
  });
  context.host.bus.dispatch({
    type: "uploaded",
    traceId,
    bucket: target.Bucket,
    key: row.key,
    version: versionId,
    size: row.size,
    ms: performance.now() - added.startedAt,
  });
  context.notifications.announce(announcements);
  await context.files.unlink(files);
  return { row, versionId, versioning };
}
