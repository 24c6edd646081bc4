import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteFacesCommand } from "@aws-sdk/client-rekognition";
import { DeleteObjectsCommand, type ObjectIdentifier, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { setTimeout as sleep } from "node:timers/promises";
import { type Picture, listPictures } from "../../dev/pipeline/pictures.ts";
import type { Resources } from "../../dev/pipeline/resources.ts";
import { type Row, listRows } from "../../dev/pipeline/rows.ts";
import type { Clients } from "../../dev/testing/clients.ts";

const PATIENCE_MS = 60_000;
const INTERVAL_MS = 250;

/**
 * Removes what was uploaded under a prefix: first as a user would, so that the pipeline takes the faces and rows
 * along; then every version, the items, and what the pipeline has left. Rejects with what had been left.
 */
export async function removeUploads(clients: Clients, resources: Resources, prefix: string): Promise<void> {
  const versions = await versionsUnder(clients, resources, prefix);
  const keys = [...new Set(versions.map(({ Key }) => Key))].map((Key) => ({ Key }));
  await deleteObjects(clients, resources, keys);
  const until = Date.now() + PATIENCE_MS;
  let left = await leftUnder(clients, resources, prefix);
  while ((left.rows.length > 0 || left.pictures.some(isUnsettled)) && Date.now() < until) {
    await sleep(INTERVAL_MS);
    left = await leftUnder(clients, resources, prefix);
  }
  await deleteObjects(clients, resources, await versionsUnder(clients, resources, prefix));
  const FaceIds = left.rows.map(({ rekognition_id: id }) => id);
  if (FaceIds.length > 0) {
    await clients.rekognition.send(new DeleteFacesCommand({ CollectionId: resources.collection, FaceIds }));
  }
  for (const id of FaceIds) await deleteItem(clients, resources.table, { rekognition_id: { S: id } });
  // The removal of a version writes the item again: gone is what stays away.
  for (let quiet = 0; quiet < 3 && Date.now() < until + PATIENCE_MS; quiet++) {
    await sleep(1000);
    const { pictures } = await leftUnder(clients, resources, prefix);
    if (pictures.length > 0) quiet = -1;
    for (const { picture } of pictures) {
      await deleteItem(clients, resources.picturesTable, { picture: { S: picture } });
    }
  }
  if (FaceIds.length > 0) {
    throw new Error(
      `The pipeline had not removed the rows of ${FaceIds.length} deleted pictures after ${PATIENCE_MS / 1000} s; they were deleted by plain calls.`,
    );
  }
}

async function leftUnder(
  { dynamodb }: Clients,
  { bucket, table, picturesTable }: Resources,
  prefix: string,
): Promise<{ rows: Row[]; pictures: Picture[] }> {
  const [rows, pictures] = await Promise.all([listRows(dynamodb, table), listPictures(dynamodb, picturesTable)]);
  const isOurs = (picture: string | undefined): boolean => picture?.startsWith(`${bucket}/${prefix}`) === true;
  return {
    rows: rows.filter(({ picture }) => isOurs(picture)),
    pictures: pictures.filter(({ picture }) => isOurs(picture)),
  };
}

/** Its removal has not been handled to the end. */
function isUnsettled({ status, obsolete_face_ids: obsolete }: Picture): boolean {
  return status !== "REMOVED" || obsolete.length > 0;
}

/** Up to 1,000, as deleteObjects takes: a run of the suite makes some forty. */
async function versionsUnder(
  { s3 }: Clients,
  { bucket }: Resources,
  Prefix: string,
): Promise<{ Key: string; VersionId: string }[]> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: bucket, Prefix }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key = "", VersionId = "null" }) => ({ Key, VersionId }));
}

async function deleteObjects(
  { s3 }: Clients,
  { bucket }: Resources,
  Objects: readonly ObjectIdentifier[],
): Promise<void> {
  if (Objects.length === 0) return;
  const { Errors = [] } = await s3.send(
    new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: [...Objects], Quiet: true } }),
  );
  const [first] = Errors;
  if (first !== undefined) throw new Error(`DeleteObjects ${bucket}/${first.Key}: ${first.Code} ${first.Message}`);
}

async function deleteItem(
  { dynamodb }: Clients,
  TableName: string,
  Key: Readonly<Record<string, { S: string }>>,
): Promise<void> {
  await dynamodb.send(new DeleteItemCommand({ TableName, Key }));
}
