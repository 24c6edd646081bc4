import { externalImageId } from "./external-image-id.ts";
import type { PictureIdentity } from "./read-event.ts";

/** A version of a picture, on behalf of the event that has it registered. */
export interface PictureVersion extends PictureIdentity {
  readonly etag: string | undefined;
  /** What Rekognition knows its faces by: no two events share it, so that one never undoes another's faces. */
  readonly imageId: string;
}

/** The version that was put, for its own event. */
export function putVersion(event: PictureIdentity & { readonly etag: string | undefined }): PictureVersion {
  return { ...event, imageId: externalImageId(event.bucket, event.key, event.version) };
}

/** A version that was there before, for the removal that has made it current again. */
export function broughtBackVersion(removal: PictureIdentity, version: string, etag?: string): PictureVersion {
  const { picture, bucket, key, sequencer } = removal;
  const imageId = externalImageId(bucket, key, version, sequencer);
  return { picture, bucket, key, version, sequencer, etag, imageId };
}
