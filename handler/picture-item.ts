import { ConditionalCheckFailedException, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand, TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as v from "valibot";
import { dynamodb } from "./clients.ts";
import { configuration } from "./configuration.ts";
import type { FaceRow } from "./face-rows.ts";

const schema = v.object({
  /** `bucket/key`. */
  picture: v.string(),
  /** What has become of the picture. */
  status: v.picklist(["REGISTERED", "NO_FACE", "UNSUPPORTED_FORMAT", "TOO_LARGE", "FAILED", "REMOVED"]),
  /** For people: why it is so. */
  reason: v.string(),
  version: v.optional(v.string()),
  /** Padded, see `sequencer.ts`. */
  sequencer: v.string(),
  /** The faces that are registered for the picture. */
  face_ids: v.array(v.string()),
  /** How many more faces the picture has. */
  other_faces: v.number(),
  /** ISO 8601; each write of an item has a later one than the write before. */
  updated_at: v.string(),
  /** Faces of the state before, still to be deleted; not stored once they are. */
  obsolete_face_ids: v.optional(v.array(v.string()), []),
  /** Versions that removals have found current, noted before there are faces of them. */
  brought_back: v.optional(v.array(v.object({ version: v.string(), sequencer: v.string(), at: v.string() })), []),
});

/** One item of the `pictures` table. */
export type PictureItem = v.InferOutput<typeof schema>;

/** What can have become of a picture. */
export type PictureStatus = PictureItem["status"];

/** Reads a picture's item as it is at this moment, or undefined if it has none. */
export async function readPictureItem(picture: string): Promise<PictureItem | undefined> {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: configuration.PICTURES_TABLE, Key: { picture }, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : v.parse(schema, Item);
}

/**
 * Writes the item over the one that was read, and with it the rows of faces that it is the first to list: all of them,
 * or nothing. Returns false if the item has changed since it was read.
 */
export async function replacePictureItem(
  item: PictureItem,
  read: PictureItem | undefined,
  rows: readonly FaceRow[] = [],
): Promise<boolean> {
  const condition =
    read === undefined
      ? { ConditionExpression: "attribute_not_exists(picture)" }
      : {
          // Stricter than "not older than": a face that another event has registered in
          // the meantime would otherwise be forgotten instead of deleted.
          ConditionExpression: "sequencer = :sequencer AND updated_at = :updated_at",
          ExpressionAttributeValues: { ":sequencer": read.sequencer, ":updated_at": read.updated_at },
        };
  const stored = {
    ...item,
    obsolete_face_ids: orUndefined(item.obsolete_face_ids),
    brought_back: orUndefined(item.brought_back),
  };
  const put = { TableName: configuration.PICTURES_TABLE, Item: stored, ...condition };
  // A transaction costs twice, so it is not for what is one write anyway.
  return rows.length === 0
    ? succeeds(dynamodb.send(new PutCommand(put)))
    : succeeds(
        dynamodb.send(
          new TransactWriteCommand({
            TransactItems: [
              ...rows.map((row) => ({ Put: { TableName: configuration.TABLE, Item: row } })),
              { Put: put },
            ],
          }),
        ),
      );
}

/** Takes the list of obsolete faces off the item, unless another event has written over it. */
export async function clearObsoleteFaces(item: PictureItem): Promise<void> {
  await succeeds(
    dynamodb.send(
      new UpdateCommand({
        TableName: configuration.PICTURES_TABLE,
        Key: { picture: item.picture },
        UpdateExpression: "REMOVE obsolete_face_ids",
        ConditionExpression: "sequencer = :sequencer AND updated_at = :updated_at",
        ExpressionAttributeValues: { ":sequencer": item.sequencer, ":updated_at": item.updated_at },
      }),
    ),
  );
}

async function succeeds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isChanged(error)) return false;
    throw error;
  }
}

/** The item is not what it was when it was read, or is being changed by another transaction right now. */
function isChanged(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? "None").filter((code) => code !== "None");
    return codes.length > 0 && codes.every((code) => CHANGED.has(code));
  }
  return error instanceof ConditionalCheckFailedException;
}

const CHANGED = new Set(["ConditionalCheckFailed", "TransactionConflict"]);

function orUndefined<Element>(list: readonly Element[]): readonly Element[] | undefined {
  return list.length === 0 ? undefined : list;
}
