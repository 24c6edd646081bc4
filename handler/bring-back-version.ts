import { findFaces } from "./find-faces.ts";
import { headObject } from "./head-object.ts";
import { type Outcome, REMOVED } from "./index-faces.ts";
import { logger } from "./observe.ts";
import { type PictureItem, readPictureItem } from "./picture-item.ts";
import { type PictureVersion, broughtBackVersion } from "./picture-version.ts";
import type { PictureRemoved } from "./read-event.ts";
import { registerVersion } from "./register-version.ts";
import { confirmPicture, hasSay, noteVersion, settlePicture, undoFaces } from "./settle-picture.ts";

/**
 * After the removal of a version, which may have been a delete marker: makes what is current in the bucket now what is
 * known of the picture. Returns what became of it, or undefined if a newer event had come, or it was known already.
 */
export async function bringBackVersion(event: PictureRemoved): Promise<Outcome | undefined> {
  for (;;) {
    const stored = await readPictureItem(event.picture);
    const current = hasSay(event, stored) ? await currentVersion(event) : undefined;
    await undoOthers(event, stored, current);
    if (!hasSay(event, stored)) return undefined;
    if (current === undefined) return (await settlePicture(event, REMOVED, stored)) ? REMOVED : undefined;
    if (stored !== undefined && stored.status !== "REMOVED" && stored.version === current.version) {
      if (await confirmPicture(event, stored)) return undefined;
      continue;
    }
    const noted = await noteVersion(current, event, stored);
    if (noted !== undefined) {
      logger.appendKeys({ external_image_id: current.imageId });
      return registerVersion(current, noted);
    }
  }
}

async function currentVersion(event: PictureRemoved): Promise<PictureVersion | undefined> {
  const head = await headObject(event.bucket, event.key);
  return head && broughtBackVersion(event, head.VersionId ?? "null", head.ETag?.replaceAll('"', ""));
}

/** An earlier run of this event may have found another version current, indexed it and crashed. */
async function undoOthers(
  event: PictureRemoved,
  stored: PictureItem | undefined,
  current: PictureVersion | undefined,
): Promise<void> {
  for (const { sequencer, version } of stored?.brought_back ?? []) {
    if (sequencer === event.sequencer && version !== current?.version) {
      await undoFaces(event.picture, await findFaces(broughtBackVersion(event, version)));
    }
  }
}
