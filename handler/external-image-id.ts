import { createHash } from "node:crypto";

/**
 * An opaque id of one version of one picture: 64 hex digits.
 *
 * Rekognition answers the same picture under the same id with the same faces, which makes a repeated
 * event harmless. It takes no slash, space or umlaut here, and a name has no place in it.
 */
export function externalImageId(bucket: string, key: string, version: string | undefined): string {
  return createHash("sha256")
    .update(JSON.stringify([bucket, key, version ?? null]))
    .digest("hex");
}
