import { paginateListFaces } from "@aws-sdk/client-rekognition";
import { HeadObjectCommand, NotFound } from "@aws-sdk/client-s3";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { HandlerRun } from "../handler-run.ts";

/** What a content comes to, by its ETag. */
export type Statuses = ReadonlyMap<string, "REGISTERED" | "NO_FACE" | "UNSUPPORTED_FORMAT">;

/**
 * Compares the tables and the collection, which hold these keys alone, with the bucket: every current picture that
 * Rekognition accepts has exactly its face and its row; nothing else has any. One line a defect.
 */
export async function findDefects(run: HandlerRun, keys: readonly string[], statuses: Statuses): Promise<string[]> {
  const { rows, items, faces } = await everything(run);
  const defects: string[] = [];
  const wanted: unknown[] = [];
  for (const key of keys) {
    const current = await head(run, key);
    const item = items.find(({ picture }) => picture === `${run.bucket}/${key}`);
    // A key that never was anything has no item.
    if (current === undefined && item === undefined) continue;
    const status = current === undefined ? "REMOVED" : statuses.get(current.etag);
    if (item?.["status"] !== status) defects.push(`${key} is ${String(item?.["status"])}, not ${status}`);
    if (current !== undefined && item?.["version"] !== current.version) defects.push(`${key} has the wrong version`);
    if (item?.["obsolete_face_ids"] !== undefined) defects.push(`${key} has obsolete faces left`);
    const ids = item?.["face_ids"] as unknown[] | undefined;
    if (ids?.length !== (status === "REGISTERED" ? 1 : 0)) defects.push(`${key} lists ${ids?.length} faces`);
    wanted.push(...(ids ?? []));
    const own = rows.filter((row) => row["key"] === key);
    if (own.some((row) => row["version"] !== current?.version)) defects.push(`${key} has the row of another version`);
  }
  const rowIds = rows.map((row) => row["rekognition_id"]);
  if (sorted(rowIds) !== sorted(wanted)) {
    defects.push(`The rows ${sorted(rowIds)} are not those of the items: ${sorted(wanted)}`);
  }
  if (sorted(faces) !== sorted(wanted)) {
    defects.push(`The faces ${sorted(faces)} are not those of the items: ${sorted(wanted)}`);
  }
  return defects;
}

/** Every row, item and face id there is. */
export async function everything({ dynamodb, rekognition, table, picturesTable, collection }: HandlerRun) {
  const scan = async (TableName: string): Promise<Record<string, unknown>[]> =>
    (await dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true }))).Items ?? [];
  const faces: string[] = [];
  for await (const page of paginateListFaces({ client: rekognition }, { CollectionId: collection })) {
    faces.push(...(page.Faces ?? []).map(({ FaceId = "" }) => FaceId));
  }
  return { rows: await scan(table), items: await scan(picturesTable), faces };
}

async function head({ s3, bucket: Bucket }: HandlerRun, Key: string) {
  try {
    const { VersionId = "", ETag = "" } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    return { version: VersionId, etag: ETag };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

function sorted(ids: readonly unknown[]): string {
  return ids.map(String).toSorted().join(" ");
}
