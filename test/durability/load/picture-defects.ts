import { paginateListFaces } from "@aws-sdk/client-rekognition";
import { setTimeout as sleep } from "node:timers/promises";
import { listPictures } from "../../../dev/pipeline/pictures.ts";
import { listRows } from "../../../dev/pipeline/rows.ts";
import type { FixturePicture } from "../../../fixtures/pictures.ts";
import type { Life } from "./writer.ts";

/** A version of a key, as S3 lists it. */
export interface Version {
  readonly id: string;
  /** Undefined for a delete marker. */
  readonly content: FixturePicture | undefined;
}

/** After which pictures that have no status are taken to never get one, in milliseconds: long, for machines that have other work. */
const PATIENCE_MS = 60_000;

/**
 * Waits until every picture has the status of its latest version, every face its row and every row its face.
 * Resolves with what still differs after a minute.
 */
export async function findPictureDefects(
  life: Life,
  objects: ReadonlyMap<string, readonly Version[]>,
): Promise<string[]> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const defects = await lookAtPictures(life, objects);
    if (defects.length === 0 || Date.now() > until) return defects;
    await sleep(100);
  }
}

async function lookAtPictures(
  { clients, resources }: Life,
  objects: ReadonlyMap<string, readonly Version[]>,
): Promise<string[]> {
  const items = await listPictures(clients.dynamodb, resources.picturesTable);
  const rows = await listRows(clients.dynamodb, resources.table);
  const faces: string[] = [];
  const listing = paginateListFaces({ client: clients.rekognition }, { CollectionId: resources.collection });
  for await (const page of listing) faces.push(...(page.Faces ?? []).map(({ FaceId }) => FaceId ?? ""));

  const byPicture = new Map(items.map((item) => [item.picture, item]));
  const defects: string[] = [];
  for (const [key, [latest]] of objects) {
    const item = byPicture.get(`${resources.bucket}/${key}`);
    const status = latest?.content?.status ?? "REMOVED";
    if (item?.status !== status || (latest?.content !== undefined && item.version !== latest.id)) {
      defects.push(`${key} is ${item?.status} (version ${item?.version}), not ${status} (version ${latest?.id})`);
    } else if (item.obsolete_face_ids.length > 0) defects.push(`${key} has obsolete faces left`);
    else if ((status === "REGISTERED") !== (item.face_ids.length === 1)) {
      defects.push(`${key} is ${status} with ${item.face_ids.length} faces`);
    }
  }
  const listed = items.flatMap((item) => item.face_ids.map((id) => `${id} of ${item.picture}`));
  const rowed = rows.map((row) => `${row.rekognition_id} of ${row.picture}`);
  defects.push(...onlyIn(listed, rowed).map((face) => `The face ${face} has no row`));
  defects.push(...onlyIn(rowed, listed).map((face) => `The row ${face} belongs to no picture`));
  const rowIds = rows.map((row) => row.rekognition_id);
  defects.push(...onlyIn(faces, rowIds).map((id) => `The face ${id} stands in the collection without a row`));
  defects.push(...onlyIn(rowIds, faces).map((id) => `The row ${id} has no face in the collection`));
  return defects;
}

/** Those of `left` that `right` has not, or not as often. */
function onlyIn(left: readonly string[], right: readonly string[]): string[] {
  const rest = new Map<string, number>();
  for (const value of right) rest.set(value, (rest.get(value) ?? 0) + 1);
  return left.filter((value) => {
    const count = rest.get(value) ?? 0;
    rest.set(value, count - 1);
    return count <= 0;
  });
}
