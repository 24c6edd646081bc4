import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "./clients.ts";
import { configuration } from "./configuration.ts";
import type { IndexedFace } from "./indexed-face.ts";
import { personName } from "./person-name.ts";
import type { PictureVersion } from "./picture-version.ts";

/** One item of the table of faces. */
export type FaceRow = ReturnType<typeof faceRow>;

/** What a row says of the picture. */
export type RowSubject = Pick<PictureVersion, "picture" | "bucket" | "key" | "version"> & {
  readonly etag?: string | undefined;
};

/** The item of a face in the table of faces. */
export function faceRow({ picture, bucket, key, version, etag }: RowSubject, face: IndexedFace) {
  const { firstName, lastName } = personName(key);
  return {
    rekognition_id: face.faceId,
    first_name: firstName,
    last_name: lastName,
    picture,
    bucket,
    key,
    version,
    etag,
    box: face.box,
    confidence: face.confidence,
    model_version: face.modelVersion,
    indexed_at: new Date().toISOString(),
  };
}

/** Deletes the items of these faces; one that is not there is no error. */
export async function deleteFaceRows(faceIds: readonly string[]): Promise<void> {
  for (const faceId of faceIds) {
    await dynamodb.send(new DeleteCommand({ TableName: configuration.TABLE, Key: { rekognition_id: faceId } }));
  }
}
