import type { Survey } from "../../dev/pipeline/reconcile/survey.ts";
import { STATUSES } from "./contents.ts";

/**
 * Every current picture that Rekognition accepts has exactly its faces and rows; nothing else has any. By itself, not
 * by the plan of `doppelface reconcile`, which is to find the same. One line a defect.
 */
export function findDefects({ bucket, objects, pictures, rows, faces }: Survey): string[] {
  const defects: string[] = [];
  const items = new Map(pictures.map((item) => [item.picture, item]));
  const keys = new Set([...objects.keys(), ...[...items.keys()].map((picture) => picture.slice(bucket.length + 1))]);
  for (const key of keys) {
    const current = objects.get(key)?.find((version) => version.current);
    const item = items.get(`${bucket}/${key}`);
    // Put and gone for good in one go, by a kill: it never was anything.
    if (current === undefined && item === undefined) continue;
    const status = current === undefined ? "REMOVED" : STATUSES.get(current.etag);
    if (item === undefined || item.status !== status) defects.push(`${key} is ${item?.status}, not ${status}`);
    else if (current !== undefined && item.version !== current.version) defects.push(`${key} has the wrong version`);
    else if (item.obsolete_face_ids.length > 0) defects.push(`${key} has obsolete faces left`);
    else if (item.face_ids.length !== (status === "REGISTERED" ? 1 : 0)) {
      defects.push(`${key} is ${status} with ${item.face_ids.length} faces`);
    }
  }
  const listed = pictures.flatMap((item) => item.face_ids.map((id) => `${id} of ${item.picture}`));
  const rowed = rows.map((row) => `${row.rekognition_id} of ${row.picture ?? "nothing"}`);
  const ids = new Set(rows.map((row) => row.rekognition_id));
  const faceIds = new Set(faces.map(({ faceId }) => faceId));
  defects.push(...onlyIn(listed, new Set(rowed)).map((face) => `The face ${face} has no row`));
  defects.push(...onlyIn(rowed, new Set(listed)).map((face) => `The row ${face} is listed by no picture`));
  defects.push(...onlyIn([...faceIds], ids).map((id) => `The face ${id} is in the collection without a row`));
  defects.push(...onlyIn([...ids], faceIds).map((id) => `The row ${id} has no face in the collection`));
  return defects;
}

function onlyIn(left: readonly string[], right: ReadonlySet<string>): string[] {
  return left.filter((value) => !right.has(value));
}
