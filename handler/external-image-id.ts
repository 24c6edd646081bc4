import { createHash } from "node:crypto";

/**
 * An opaque id of one version of one picture: 64 hex digits. A version that the removal of another one has made
 * current again has one more for each such removal, by its sequencer.
 *
 * Rekognition answers the same picture under the same id with the same faces, which makes a repeated
 * event harmless. It takes no slash, space or umlaut here, and a name has no place in it.
 */
export function externalImageId(bucket: string, key: string, version: string | undefined, removal?: string): string {
  const parts = [bucket, key, version ?? null];
  return createHash("sha256")
    .update(JSON.stringify(removal === undefined ? parts : [...parts, removal]))
    .digest("hex");
}
