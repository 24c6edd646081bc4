import type { Picture } from "../pictures.ts";
import { imageId } from "./image-id.ts";
import type { ObjectVersion, Survey } from "./survey.ts";

/** One thing that breaks the invariant of `handler/settle-picture.ts`, and what mends it. */
export type Mend =
  /** The function gets the event of the version that is current: one paid call of IndexFaces. */
  | (About & { readonly kind: "register"; readonly version: ObjectVersion; readonly sequencer: string })
  /** The function gets an event that has it look at what is current, and finds that there is no face to index. */
  | (About & { readonly kind: "look"; readonly version: string; readonly sequencer: string })
  | (About & { readonly kind: "delete-face"; readonly faceId: string })
  | (About & { readonly kind: "delete-row"; readonly faceId: string });

interface About {
  readonly key: string;
  /** What is wrong: half a sentence behind the key. */
  readonly why: string;
}

/** What is to be done so that every current picture has exactly its faces and rows, and nothing else has any. */
export interface Plan {
  /** Deletions first: a face without its row gets both anew. */
  readonly mends: readonly Mend[];
  /** Faces of the collection that nothing of ours names. They are left alone. */
  readonly others: number;
}

/** Older than any event of S3. */
const FIRST = "0";

/** Compares what the pipeline has with its bucket. Only faces and rows that its own items name are ever deleted. */
export function planMends({ bucket, objects, pictures, rows, faces }: Survey): Plan {
  const prefix = `${bucket}/`;
  const items = new Map(
    pictures
      .filter(({ picture }) => picture.startsWith(prefix))
      .map((item) => [item.picture.slice(prefix.length), item] as const),
  );
  const faceIds = new Set(faces.map(({ faceId }) => faceId));
  const rowIds = new Set(rows.map((row) => row.rekognition_id));
  const listed = new Set([...items.values()].flatMap((item) => [...item.face_ids, ...item.obsolete_face_ids]));
  const deletions: Mend[] = [];
  const events: Mend[] = [];

  const current = new Map(
    [...objects].flatMap(([key, versions]) => versions.filter((each) => each.current).map((each) => [key, each])),
  );
  for (const key of new Set([...items.keys(), ...current.keys()])) {
    const event = eventFor(key, current.get(key), items.get(key), { faceIds, rowIds });
    if (event === undefined) continue;
    events.push(event);
    for (const faceId of event.kind === "register" ? (items.get(key)?.face_ids ?? []) : []) {
      if (faceIds.has(faceId) && !rowIds.has(faceId)) {
        deletions.push({ kind: "delete-face", key, faceId, why: "has a face without its row" });
      }
    }
  }
  for (const { rekognition_id: faceId, picture } of rows) {
    if (faceId === "" || listed.has(faceId) || picture?.startsWith(prefix) !== true) continue;
    const about = { key: picture.slice(prefix.length), faceId, why: "has a row that its item does not list" };
    deletions.push({ kind: "delete-row", ...about });
    if (faceIds.has(faceId)) deletions.push({ kind: "delete-face", ...about });
  }
  const kept = new Set([...listed, ...deletions.flatMap((mend) => ("faceId" in mend ? [mend.faceId] : []))]);
  const named = namedImages(bucket, items, objects);
  let others = 0;
  for (const { faceId, imageId: image = "" } of faces.filter((face) => !kept.has(face.faceId))) {
    const key = named.get(image);
    if (key === undefined) {
      others++;
      continue;
    }
    const isOf = (event: Mend): boolean =>
      event.kind === "register" && image === imageId(bucket, key, event.version.version);
    // One that its event is about to find and to list stays.
    if (events.some(isOf)) continue;
    deletions.push({ kind: "delete-face", key, faceId, why: "has a face that its item does not list" });
  }
  return { mends: [...deletions, ...events], others };
}

function eventFor(
  key: string,
  version: ObjectVersion | undefined,
  item: Picture | undefined,
  known: { readonly faceIds: ReadonlySet<string>; readonly rowIds: ReadonlySet<string> },
): Mend | undefined {
  const sequencer = item?.sequencer ?? FIRST;
  const look = (why: string): Mend => ({ kind: "look", key, version: item?.version ?? "null", sequencer, why });
  if (version === undefined) {
    const removed = item?.status === "REMOVED" && item.face_ids.length + item.obsolete_face_ids.length === 0;
    return removed || item === undefined ? undefined : look(`is ${item.status}, and not in the bucket`);
  }
  const register = (why: string): Mend => ({ kind: "register", key, version, sequencer, why });
  if (item === undefined) return register("is in the bucket, and has no item");
  if (item.status === "REMOVED") return register("is in the bucket, and REMOVED");
  if ((item.version ?? "null") !== version.version) {
    return register(`is ${item.status} with a version that is not current`);
  }
  if (item.face_ids.some((id) => !known.faceIds.has(id))) return register("lists a face that is not in the collection");
  if (item.face_ids.some((id) => !known.rowIds.has(id))) return register("lists a face that has no row");
  return item.obsolete_face_ids.length === 0 ? undefined : look("lists faces that are to be deleted");
}

/** The keys of pictures with an item, by each id that one of their versions may have in the collection. */
function namedImages(
  bucket: string,
  items: ReadonlyMap<string, Picture>,
  objects: Survey["objects"],
): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const [key, item] of items) {
    const versions = [item.version, ...(objects.get(key) ?? []).map(({ version }) => version)];
    for (const version of versions) if (version !== undefined) named.set(imageId(bucket, key, version), key);
    for (const { version, sequencer } of item.brought_back) named.set(imageId(bucket, key, version, sequencer), key);
  }
  return named;
}
