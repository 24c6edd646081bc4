import { createHash } from "node:crypto";

/** The ExternalImageId by which `handler/external-image-id.ts` has the faces of a version: a test compares the two. */
export function imageId(bucket: string, key: string, version: string, removal?: string): string {
  return createHash("sha256")
    .update(JSON.stringify([bucket, key, version, ...(removal === undefined ? [] : [removal])]))
    .digest("hex");
}
