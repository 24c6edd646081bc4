import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { listPictures } from "../../dev/pipeline/pictures.ts";
import { listRows } from "../../dev/pipeline/rows.ts";
import type { BenchEnvironment } from "./environment.ts";

/** Compares what became of pictures with one face each to what must. */
export async function outcomesOf(
  dynamodb: DynamoDBClient,
  { bucket, table, picturesTable }: Pick<BenchEnvironment, "bucket" | "table" | "picturesTable">,
  keys: readonly string[],
): Promise<{ readonly missing: number; readonly duplicates: number }> {
  const rows = await listRows(dynamodb, table);
  const pictures = await listPictures(dynamodb, picturesTable);
  const known = new Set(rows.map(({ rekognition_id }) => rekognition_id));
  const registered = new Map(pictures.map(({ picture, face_ids }) => [picture, face_ids]));
  const missing = keys.filter((key) => {
    const [face] = registered.get(`${bucket}/${key}`) ?? [];
    return face === undefined || !known.has(face);
  });
  return { missing: missing.length, duplicates: Math.max(0, rows.length - (keys.length - missing.length)) };
}
