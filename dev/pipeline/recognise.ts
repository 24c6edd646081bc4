import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type RekognitionClient, SearchFacesByImageCommand } from "@aws-sdk/client-rekognition";
import type { Resources } from "./resources.ts";
import { type Row, listRows, readRows } from "./rows.ts";

/** A registered face that looks like the one asked for. */
export interface Recognition {
  readonly row: Row;
  /** 0–100. */
  readonly similarity: number;
}

/** A face of the collection that looks like the one asked for. */
export interface FaceFound {
  readonly faceId: string;
  /** 0–100. */
  readonly similarity: number;
  readonly externalImageId: string | undefined;
}

/** Searches the collection by the largest face of a picture, best match first. Faces without a row are left out. */
export async function recognise(
  clients: { rekognition: RekognitionClient; dynamodb: DynamoDBClient },
  resources: Resources,
  bytes: Uint8Array,
): Promise<Recognition[]> {
  const faces = await searchFaces(clients.rekognition, resources.collection, bytes);
  return withRows(clients.dynamodb, resources, faces);
}

/** Searches a collection by the largest face of a picture, best match first. */
export async function searchFaces(
  rekognition: RekognitionClient,
  CollectionId: string,
  Bytes: Uint8Array,
): Promise<FaceFound[]> {
  const { FaceMatches = [] } = await rekognition.send(
    new SearchFacesByImageCommand({ CollectionId, Image: { Bytes } }),
  );
  return FaceMatches.map(({ Face, Similarity = 0 }) => ({
    faceId: Face?.FaceId ?? "",
    similarity: Similarity,
    externalImageId: Face?.ExternalImageId,
  })).toSorted((a, b) => b.similarity - a.similarity);
}

/** The rows of faces: by their id as the table's key, or as any attribute of an item where the key is another. */
export async function withRows(
  dynamodb: DynamoDBClient,
  resources: Resources,
  faces: readonly FaceFound[],
): Promise<Recognition[]> {
  if (faces.length === 0) return [];
  const name = resources.table;
  const known = resources.found.tables.find((table) => table.name === name);
  const ids = faces.map(({ faceId }) => faceId);
  const rows =
    known?.isKeyAlone === true && known.keyType === "S" ? await readRows(dynamodb, name, ids, known.key) : [];
  const all = rows.length > 0 || known?.key === "rekognition_id" ? rows : await listRows(dynamodb, name);
  return faces.flatMap(({ faceId, similarity }) => {
    const row = all.find((each) => Object.values(each).includes(faceId));
    return row === undefined ? [] : [{ row, similarity }];
  });
}
