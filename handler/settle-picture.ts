import { count } from "./observe.ts";
import { deleteFaces } from "./delete-faces.ts";
import { type RowSubject, deleteFaceRows, faceRow } from "./face-rows.ts";
import { type Outcome, REMOVED } from "./index-faces.ts";
import { type PictureItem, clearObsoleteFaces, readPictureItem, replacePictureItem } from "./picture-item.ts";
import type { PictureVersion } from "./picture-version.ts";
import type { PictureIdentity } from "./read-event.ts";
import { isNewer } from "./sequencer.ts";

/*
 * The invariant. Once every event of a picture has been handled:
 *
 *   Every current picture that Rekognition accepts has exactly its faces and rows; nothing else has any.
 *
 * The life of a picture, and the order of the writes.
 *
 *                 created                          created, or a version removed
 *   (no item) ──────────────► REGISTERED, NO_FACE, ◄─────┐ under which another lies
 *       │                     UNSUPPORTED_FORMAT,        │
 *       │ removed             TOO_LARGE, FAILED ─────────┘
 *       ▼                          │      ▲
 *    REMOVED ◄─────────────────────┘      │ created, or a version removed
 *       │           removed               │ under which another lies
 *       └─────────────────────────────────┘
 *
 * Each of them by an event that is not older than the item: S3 numbers the events of a key.
 * S3 delivers an event at least once and in any order, and Lambda runs it again after an error, a
 * timeout or a crash. Every step therefore may have been done before, and the next may never come:
 *
 *   created   1 read the item         before there are faces: a table that fails leaves none
 *             2 IndexFaces            under an id of this event: again gives the same faces.
 *                                     Is the version gone? then ListFaces, and undo what has its id.
 *                                     Is the item newer than the event? then undo: delete the faces
 *             3 replace the item      THE DECISION, and put the rows of its faces: both or neither. If it
 *                                     has changed, read it and go on behind 2.
 *                                     It lists the new faces, and the old ones as obsolete
 *             4 delete obsolete faces, then their rows
 *             5 take them off the item
 *   removed   1, 3, 4, 5, with no faces
 *   version   1 read the item
 *   removed   a HeadObject            S3 sends no event for the version that is current from now on.
 *                                     None? then on as removed. Is it the known one? then 3, 4, 5
 *             b note the version on the item, before there are faces of it
 *             2 to 5
 *
 * - An end between 2 and 3, or a lost answer to 2, leaves faces that no item lists. Running the event
 *   again finds them, since 2 gives the same ones; that is why a superseded event indexes, too, before
 *   it undoes. If the version is gone by then, they are found by listing the collection. If it ends
 *   by an error, they are undone at once, should no retry come.
 * - The removal of a version may find another one current when it runs again. What it noted then
 *   tells whose faces to look for. A note stays for as long as the event may come again, for a run of it
 *   that has read the bucket may be about to index.
 * - Two runs of one event at the same time have the same faces. If one fails and undoes them under the
 *   other, its own retry brings them back. No other event has them: the ids differ.
 * - A face has its row from the write that first lists it to the deletion of what is obsolete. Were rows put ahead, one
 *   of a face that another event deletes at that moment would be found by nobody: Rekognition gives a face that is
 *   indexed again another id.
 * - An end between 3 and 5 leaves the old faces listed as obsolete. Running the event again, or any
 *   later event of the picture, deletes them. Faces go first here: a face that Rekognition
 *   keeps (one associated with a user) keeps its row.
 * - Until 3 the old faces, rows and item stand untouched, so a picture that is being retried stays known.
 * - 3 is done for every removal, even where nothing is known or nothing changes: an older event that is on its
 *   way to its own 3 finds the item changed by it, and itself superseded.
 * - Not covered: the same in a bucket without versions, where the id stands for whatever lies under the key,
 *   and an event that no retry brings to its end: it waits in the queue until it is sent again.
 */

/** How long an event may come again: 6 hours with Lambda, 14 days in the queue, and some. */
const EVENT_LIFE_MS = 15 * 24 * 60 * 60 * 1000;

/**
 * Makes `outcome` what is known of the subject's picture, and deletes the faces and rows of what was known:
 * `read`, the picture's item when the event began. Returns false, having changed nothing of it, if the
 * event has no say: a newer one came first.
 */
export async function settlePicture(
  subject: PictureIdentity & RowSubject,
  outcome: Outcome,
  read: PictureItem | undefined,
): Promise<boolean> {
  let stored = read;
  for (;;) {
    if (!hasSay(subject, stored)) return false;
    const item = nextItem(subject, outcome, stored);
    // Those that the item lists already have theirs, which says when they were first indexed.
    const added = outcome.faces.filter(({ faceId }) => stored?.face_ids.includes(faceId) !== true);
    const rows = added.map((face) => faceRow(subject, face));
    if (await replacePictureItem(item, stored, rows)) {
      await deleteObsolete(item);
      return true;
    }
    stored = await readPictureItem(subject.picture);
  }
}

/** Makes what is known of a picture known as of this event. Returns false if the item has changed since it was read. */
export async function confirmPicture({ sequencer }: PictureIdentity, stored: PictureItem): Promise<boolean> {
  const item = { ...stored, sequencer, updated_at: nextTime(stored) };
  const replaced = await replacePictureItem(item, stored);
  if (replaced) {
    await deleteObsolete(item);
  }
  return replaced;
}

/**
 * Notes on the picture's item that this removal is about to register a version. Returns the item as it is then,
 * or undefined if it has changed since it was read.
 */
export async function noteVersion(
  { version = "null", sequencer }: PictureVersion,
  removal: PictureIdentity,
  stored: PictureItem | undefined,
): Promise<PictureItem | undefined> {
  if (stored?.brought_back.some((note) => note.version === version && note.sequencer === sequencer) === true) {
    return stored;
  }
  const { brought_back, ...item } = stored ?? nextItem(removal, REMOVED, undefined);
  const at = nextTime(stored);
  const noted = { ...item, updated_at: at, brought_back: [...brought_back, { version, sequencer, at }] };
  return (await replacePictureItem(noted, stored)) ? noted : undefined;
}

/** Deletes faces that an event does not want after all, except those that the picture's item lists. */
export async function undoFaces(picture: string, faceIds: readonly string[]): Promise<void> {
  if (faceIds.length === 0) return;
  // The answer to the item's write may have been lost, and only that: then its faces stay.
  const stored = await readPictureItem(picture);
  await deleteFaces(faceIds.filter((id) => stored?.face_ids.includes(id) !== true));
}

/** Whether an event may decide on a picture: none that is newer has. */
export function hasSay({ sequencer }: PictureIdentity, stored: PictureItem | undefined): boolean {
  return stored === undefined || !isNewer(stored.sequencer, sequencer);
}

function nextItem(subject: PictureIdentity, outcome: Outcome, stored: PictureItem | undefined): PictureItem {
  const faceIds = outcome.faces.map((face) => face.faceId);
  const before = new Set([...(stored?.face_ids ?? []), ...(stored?.obsolete_face_ids ?? [])]);
  const forgotten = new Date(Date.now() - EVENT_LIFE_MS).toISOString();
  return {
    picture: subject.picture,
    status: outcome.status,
    reason: outcome.reason,
    version: subject.version,
    sequencer: subject.sequencer,
    face_ids: faceIds,
    other_faces: outcome.otherFaces,
    updated_at: nextTime(stored),
    obsolete_face_ids: [...before].filter((id) => !faceIds.includes(id)),
    brought_back: (stored?.brought_back ?? []).filter(({ at }) => at > forgotten),
  };
}

/** Now, or a moment after the item that is there, so that its time tells each of its writes. */
function nextTime(stored: PictureItem | undefined): string {
  const after = stored === undefined ? 0 : Date.parse(stored.updated_at) + 1;
  return new Date(Math.max(Date.now(), after)).toISOString();
}

async function deleteObsolete(item: PictureItem): Promise<void> {
  if (item.obsolete_face_ids.length === 0) return;
  await deleteFaces(item.obsolete_face_ids);
  await deleteFaceRows(item.obsolete_face_ids);
  await clearObsoleteFaces(item);
  count("FacesDeleted", item.obsolete_face_ids.length);
}
