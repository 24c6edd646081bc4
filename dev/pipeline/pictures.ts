import { type DynamoDBClient, GetItemCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import * as v from "valibot";
import type { Upload } from "./upload-picture.ts";

const Item = v.object({
  picture: v.string(),
  status: v.string(),
  reason: v.optional(v.string()),
  version: v.optional(v.string()),
  sequencer: v.optional(v.string()),
  face_ids: v.optional(
    v.pipe(
      v.union([v.array(v.string()), v.set(v.string())]),
      v.transform((ids) => [...ids]),
    ),
    [],
  ),
  other_faces: v.optional(v.number(), 0),
  updated_at: v.optional(v.string()),
  obsolete_face_ids: v.optional(v.array(v.string()), []),
  brought_back: v.optional(v.array(v.object({ version: v.string(), sequencer: v.string() })), []),
});

/** What became of one picture: an item of the `pictures` table. */
export type Picture = v.InferOutput<typeof Item>;

/** The item of a picture, by a consistent read. */
export async function readPicture(
  dynamodb: DynamoDBClient,
  table: string,
  bucket: string,
  key: string,
): Promise<Picture | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: { picture: { S: `${bucket}/${key}` } }, ConsistentRead: true }),
  );
  return item === undefined ? undefined : v.parse(Item, unmarshall(item));
}

/** Every picture, newest first. */
export async function listPictures(dynamodb: DynamoDBClient, table: string): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for await (const page of paginateScan({ client: dynamodb }, { TableName: table })) {
    for (const item of page.Items ?? []) pictures.push(v.parse(Item, unmarshall(item)));
  }
  return pictures.toSorted((a, b) => (b.updated_at ?? "").localeCompare(a.updated_at ?? ""));
}

/**
 * Waits until an upload has a status. Rejects after `timeoutMs` with where to look.
 * @param failure asked meanwhile: why it will not get one
 */
export async function waitForPicture(
  dynamodb: DynamoDBClient,
  table: string,
  upload: Upload,
  timeoutMs = 30_000,
  failure: () => Promise<string | undefined> = () => Promise.resolve(undefined),
): Promise<Picture> {
  const until = Date.now() + timeoutMs;
  let reason: string | undefined;
  for (let pause = 10; ; pause = Math.min(pause * 1.5, 250)) {
    const picture = await readPicture(dynamodb, table, upload.bucket, upload.key);
    // While it lists obsolete faces, their rows are still being deleted.
    const settled = picture !== undefined && picture.obsolete_face_ids.length === 0;
    if (settled && (picture.version ?? "null") === upload.version) return picture;
    // It failed before the table was looked at for the last time.
    if (reason !== undefined) throw new Error(`${upload.key} got no status: ${reason}`);
    if (pause > 50) reason = await failure();
    if (reason !== undefined) continue;
    if (Date.now() > until) {
      throw new Error(
        `No status for ${upload.key} (version ${upload.version}) within ${timeoutMs / 1000} s. ` +
          "The function's log lines (doppelface logs) tell what it does.",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
