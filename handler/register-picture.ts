import { findFaces } from "./find-faces.ts";
import { indexFaces, REMOVED } from "./index-faces.ts";
import type { Outcome } from "./index-faces.ts";
import { logger, loggable } from "./observe.ts";
import { pictureExists } from "./picture-exists.ts";
import { readPictureItem } from "./picture-item.ts";
import type { StoredPicture } from "./picture-item.ts";
import type { PictureCreated } from "./read-event.ts";
import { settlePicture, undoFaces } from "./settle-picture.ts";

/** Registers the faces of a picture that was put. Returns what became of it, or undefined if a newer event had come. */
export async function registerPicture(event: PictureCreated): Promise<Outcome | undefined> {
  const read = await readPictureItem(event.picture);
  const outcome = await indexFaces(event);
  if (outcome.status === "REMOVED") {
    // An earlier run of this event may have indexed the version and crashed.
    await undoFaces(event, await findFaces(event));
  }
  if (!(await settleOrUndo(event, outcome, read))) {
    await undoFaces(event, faceIds(outcome));
    return undefined;
  }
  if (outcome.status !== "REMOVED" && !(await pictureExists(event))) {
    const settled = await settlePicture(event, REMOVED, await readPictureItem(event.picture));
    return settled ? REMOVED : undefined;
  }
  return outcome;
}

async function settleOrUndo(
  event: PictureCreated,
  outcome: Outcome,
  read: StoredPicture | undefined,
): Promise<boolean> {
  try {
    return await settlePicture(event, outcome, read);
  } catch (error) {
    try {
      await undoFaces(event, faceIds(outcome));
    } catch (undoError) {
      logger.warn("Faces without a row stay until the event runs again.", { error: loggable(undoError, event.key) });
    }
    throw error;
  }
}

function faceIds({ faces }: Outcome): string[] {
  return faces.map((face) => face.faceId);
}
