import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "./clients.ts";
import { configuration } from "./configuration.ts";
import type { IndexedFace } from "./index-faces.ts";
import { personName } from "./person-name.ts";
import type { PictureCreated } from "./read-event.ts";

/** Puts one item per face into the table of faces. A row that stands already is kept as it is. */
export async function putFaceRows(event: PictureCreated, faces: readonly IndexedFace[]): Promise<void> {
  const { firstName, lastName } = personName(event.key);
  // One after the other: after a failure none of them may still be on its way while they are undone.
  for (const face of faces) {
    await putNew({
      rekognition_id: face.faceId,
      first_name: firstName,
      last_name: lastName,
      picture: event.picture,
      bucket: event.bucket,
      key: event.key,
      version: event.version,
      etag: event.etag,
      box: face.box,
      confidence: face.confidence,
      model_version: face.modelVersion,
      indexed_at: new Date().toISOString(),
    });
  }
}

/** Deletes the items of these faces; one that is not there is no error. */
export async function deleteFaceRows(faceIds: readonly string[]): Promise<void> {
  for (const faceId of faceIds) {
    await dynamodb.send(new DeleteCommand({ TableName: configuration.TABLE, Key: { rekognition_id: faceId } }));
  }
}

async function putNew(row: { readonly rekognition_id: string; readonly [attribute: string]: unknown }): Promise<void> {
  try {
    await dynamodb.send(
      new PutCommand({
        TableName: configuration.TABLE,
        Item: row,
        ConditionExpression: "attribute_not_exists(rekognition_id)",
      }),
    );
  } catch (error) {
    // The same event again gave the same face: its row says when it was first indexed.
    if (!(error instanceof ConditionalCheckFailedException)) {
      throw error;
    }
  }
}
