import { count } from "./observe.ts";
import { deleteFaces } from "./delete-faces.ts";
import { deleteFaceRows, putFaceRows } from "./face-rows.ts";
import type { Outcome } from "./index-faces.ts";
import { clearObsoleteFaces, readPictureItem, replacePictureItem } from "./picture-item.ts";
import type { PictureItem, StoredPicture } from "./picture-item.ts";
import type { PictureEvent } from "./read-event.ts";
import { isNewer } from "./sequencer.ts";

/*
 * The life of a picture, and the order of the writes.
 *
 *                 created                          created (newer)
 *   (no item) ──────────────► REGISTERED, NO_FACE, ◄─────┐
 *       │                     UNSUPPORTED_FORMAT,        │
 *       │ picture removed     TOO_LARGE, FAILED ─────────┘
 *       ▼                          │      ▲
 *    REMOVED ◄─────────────────────┘      │ created (newer)
 *       │     picture removed, or that    │
 *       └─────version of it───────────────┘
 *
 * S3 delivers an event at least once and in any order, and Lambda runs it again after an error, a
 * timeout or a crash. Every step therefore may have been done before, and the next may never come:
 *
 *   created   1 read the item         before there are faces: a table that fails leaves none
 *             2 IndexFaces            under an id of this version: again gives the same faces.
 *                                     Is the version gone? then ListFaces, and undo what has its id.
 *                                     Is the item newer than the event? then undo: rows, then faces
 *             3 put the rows          none is shown in the item yet
 *             4 replace the item      THE DECISION; if it has changed, read it and go on behind 2.
 *                                     It lists the new faces, and the old ones as obsolete
 *             5 delete obsolete faces, then their rows
 *             6 take them off the item
 *             7 HeadObject            is the version gone meanwhile? then as removed
 *   removed   1, 4, 5, 6, with no faces
 *
 * - An end between 2 and 4, or a lost answer to 2, leaves faces that no item lists. Running the event
 *   again finds them, since 2 gives the same ones; that is why a superseded event indexes, too, before
 *   it undoes. If the version is gone by then, they are found by listing the collection. If it ends
 *   by an error, they are undone at once, should no retry come. Rows go first here: a face
 *   without its row is found again, a row without its face never.
 * - Two runs of one event at the same time have the same faces. If one fails and undoes them under the
 *   other, its own retry brings them back.
 * - An end between 4 and 6 leaves the old faces listed as obsolete. Running the event again, or any
 *   later event of the picture, deletes them. Faces go first here: a face that Rekognition
 *   keeps (one associated with a user) keeps its row.
 * - Until 4 the old faces, rows and item stand untouched, so a picture that is being retried stays known.
 * - Not covered: the same in a bucket without versions, where the id stands for whatever lies under the key,
 *   and an event that no retry brings to its end: it waits in the queue until it is sent again.
 * - 7 is for the removal of a version whose event was read before 4: the item did not have that
 *   version then, so the removal changed nothing. Its object was gone by that time, which 7 sees.
 */

/**
 * Makes `outcome` what is known of the event's picture, and deletes the faces and rows of what was known:
 * `read`, the picture's item when the event began. Returns false, having changed nothing of it, if the
 * event has no say: a newer one came first, or a version was removed that is not the known one.
 */
export async function settlePicture(
  event: PictureEvent,
  outcome: Outcome,
  read: StoredPicture | undefined,
): Promise<boolean> {
  let stored = read;
  for (;;) {
    if (!hasSay(event, stored)) {
      return false;
    }
    if (event.kind === "created") {
      await putFaceRows(event, outcome.faces);
    }
    const item = nextItem(event, outcome, stored);
    if (await replacePictureItem(item, stored)) {
      await deleteObsolete(item);
      return true;
    }
    stored = await readPictureItem(event.picture);
  }
}

/** Deletes faces of an event that did not come to its end, with their rows, except those that the item lists. */
export async function undoFaces(event: PictureEvent, faceIds: readonly string[]): Promise<void> {
  if (faceIds.length === 0) {
    return;
  }
  // The answer to the item's write may have been lost, and only that: then its faces stay.
  const stored = await readPictureItem(event.picture);
  const unlisted = faceIds.filter((id) => stored?.face_ids.includes(id) !== true);
  await deleteFaceRows(unlisted);
  await deleteFaces(unlisted);
}

function hasSay(event: PictureEvent, stored: StoredPicture | undefined): boolean {
  if (stored !== undefined && isNewer(stored.sequencer, event.sequencer)) {
    return false;
  }
  return event.kind === "created" || event.scope === "picture" || stored?.version === event.version;
}

function nextItem(event: PictureEvent, outcome: Outcome, stored: StoredPicture | undefined): PictureItem {
  const faceIds = outcome.faces.map((face) => face.faceId);
  const before = new Set([...(stored?.face_ids ?? []), ...(stored?.obsolete_face_ids ?? [])]);
  const obsolete = [...before].filter((id) => !faceIds.includes(id));
  return {
    picture: event.picture,
    status: outcome.status,
    reason: outcome.reason,
    version: event.version,
    sequencer: event.sequencer,
    face_ids: faceIds,
    other_faces: outcome.otherFaces,
    updated_at: new Date().toISOString(),
    obsolete_face_ids: obsolete.length === 0 ? undefined : obsolete,
  };
}

async function deleteObsolete(item: PictureItem): Promise<void> {
  if (item.obsolete_face_ids === undefined) {
    return;
  }
  await deleteFaces(item.obsolete_face_ids);
  await deleteFaceRows(item.obsolete_face_ids);
  await clearObsoleteFaces(item);
  count("FacesDeleted", item.obsolete_face_ids.length);
}
