import { findFaces } from "./find-faces.ts";
import { type Outcome, indexFaces } from "./index-faces.ts";
import { logger, loggable } from "./observe.ts";
import type { PictureItem } from "./picture-item.ts";
import type { PictureVersion } from "./picture-version.ts";
import { settlePicture, undoFaces } from "./settle-picture.ts";

/**
 * Makes a version's faces what is known of its picture, of which `read` was known before. Returns what became of it,
 * or undefined if a newer event had come.
 */
export async function registerVersion(
  version: PictureVersion,
  read: PictureItem | undefined,
): Promise<Outcome | undefined> {
  const outcome = await indexFaces(version);
  if (outcome.status === "REMOVED") {
    // An earlier run of this event may have indexed the version and crashed.
    await undoFaces(version.picture, await findFaces(version));
  }
  if (!(await settleOrUndo(version, outcome, read))) {
    await undoFaces(version.picture, faceIds(outcome));
    return undefined;
  }
  return outcome;
}

async function settleOrUndo(
  version: PictureVersion,
  outcome: Outcome,
  read: PictureItem | undefined,
): Promise<boolean> {
  try {
    return await settlePicture(version, outcome, read);
  } catch (error) {
    try {
      await undoFaces(version.picture, faceIds(outcome));
    } catch (undoError) {
      logger.warn("Faces without a row stay until the event runs again.", {
        error: loggable(undoError, version.key),
      });
    }
    throw error;
  }
}

function faceIds({ faces }: Outcome): string[] {
  return faces.map((face) => face.faceId);
}
