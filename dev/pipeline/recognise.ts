import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type RekognitionClient, SearchFacesByImageCommand } from "@aws-sdk/client-rekognition";
import { type Row, readRows } from "./rows.ts";

/** A registered face that looks like the one asked for. */
export interface Recognition {
  readonly row: Row;
  /** 0–100. */
  readonly similarity: number;
}

/** Searches the collection by the largest face of a picture, best match first. Faces without a row are left out. */
export async function recognise(
  clients: { rekognition: RekognitionClient; dynamodb: DynamoDBClient },
  resources: { collection: string; table: string },
  bytes: Uint8Array,
): Promise<Recognition[]> {
  const { FaceMatches = [] } = await clients.rekognition.send(
    new SearchFacesByImageCommand({ CollectionId: resources.collection, Image: { Bytes: bytes } }),
  );
  const similarities = new Map(FaceMatches.map((match) => [match.Face?.FaceId ?? "", match.Similarity ?? 0]));
  const rows = await readRows(clients.dynamodb, resources.table, [...similarities.keys()]);
  return rows
    .map((row) => ({ row, similarity: similarities.get(row.rekognition_id) ?? 0 }))
    .toSorted((a, b) => b.similarity - a.similarity);
}
