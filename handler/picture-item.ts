import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as v from "valibot";
import { dynamodb } from "./clients.ts";
import { configuration } from "./configuration.ts";

/** What can have become of a picture. */
export type PictureStatus = "REGISTERED" | "NO_FACE" | "UNSUPPORTED_FORMAT" | "TOO_LARGE" | "FAILED" | "REMOVED";

/** One item of the `pictures` table. */
export interface PictureItem {
  /** `bucket/key`. */
  readonly picture: string;
  readonly status: PictureStatus;
  /** For people: why it is so. */
  readonly reason: string;
  readonly version: string | undefined;
  /** Padded, see `sequencer.ts`. */
  readonly sequencer: string;
  /** The faces that are registered for the picture. */
  readonly face_ids: readonly string[];
  /** How many more faces the picture has. */
  readonly other_faces: number;
  /** ISO 8601. */
  readonly updated_at: string;
  /** Faces of the state before, still to be deleted; left out once they are. */
  readonly obsolete_face_ids: readonly string[] | undefined;
}

/** What of a stored item decides on the next one. */
export type StoredPicture = v.InferOutput<typeof storedSchema>;

const storedSchema = v.object({
  version: v.optional(v.string()),
  sequencer: v.string(),
  face_ids: v.array(v.string()),
  updated_at: v.string(),
  obsolete_face_ids: v.optional(v.array(v.string()), []),
});

/** Reads a picture's item as it is at this moment, or undefined if it has none. */
export async function readPictureItem(picture: string): Promise<StoredPicture | undefined> {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: configuration.PICTURES_TABLE, Key: { picture }, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : v.parse(storedSchema, Item);
}

/** Writes the item over the one that was read. Returns false if that one has changed since. */
export async function replacePictureItem(item: PictureItem, read: StoredPicture | undefined): Promise<boolean> {
  const condition =
    read === undefined
      ? { ConditionExpression: "attribute_not_exists(picture)" }
      : {
          // Stricter than "not older than": a face that another event has registered in
          // the meantime would otherwise be forgotten instead of deleted.
          ConditionExpression: "sequencer = :sequencer AND updated_at = :updated_at",
          ExpressionAttributeValues: { ":sequencer": read.sequencer, ":updated_at": read.updated_at },
        };
  return succeeds(new PutCommand({ TableName: configuration.PICTURES_TABLE, Item: item, ...condition }));
}

/** Takes the list of obsolete faces off the item, unless another event has written over it. */
export async function clearObsoleteFaces(item: PictureItem): Promise<void> {
  await succeeds(
    new UpdateCommand({
      TableName: configuration.PICTURES_TABLE,
      Key: { picture: item.picture },
      UpdateExpression: "REMOVE obsolete_face_ids",
      ConditionExpression: "sequencer = :sequencer AND updated_at = :updated_at",
      ExpressionAttributeValues: { ":sequencer": item.sequencer, ":updated_at": item.updated_at },
    }),
  );
}

async function succeeds(command: PutCommand | UpdateCommand): Promise<boolean> {
  try {
    await (command instanceof PutCommand ? dynamodb.send(command) : dynamodb.send(command));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return false;
    }
    throw error;
  }
}
