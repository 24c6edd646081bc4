import { BatchGetItemCommand, type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import * as v from "valibot";

const Item = v.object({
  rekognition_id: v.string(),
  first_name: v.optional(v.string()),
  last_name: v.optional(v.string()),
  picture: v.optional(v.string()),
  confidence: v.optional(v.number()),
  indexed_at: v.optional(v.string()),
});

/** One registered face: an item of the `rekognitionID` table. */
export type Row = v.InferOutput<typeof Item>;

/** Every registered face, by name. */
export async function listRows(dynamodb: DynamoDBClient, table: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const page of paginateScan({ client: dynamodb }, { TableName: table })) {
    for (const item of page.Items ?? []) rows.push(v.parse(Item, unmarshall(item)));
  }
  return rows.toSorted((a, b) => personName(a).localeCompare(personName(b)));
}

/** The rows of some faces; those without a row are left out. At most 100 a call of BatchGetItem. */
export async function readRows(dynamodb: DynamoDBClient, table: string, faceIds: readonly string[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < faceIds.length; at += 100) {
    const Keys = faceIds.slice(at, at + 100).map((id) => ({ rekognition_id: { S: id } }));
    const { Responses } = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[table] ?? []) rows.push(v.parse(Item, unmarshall(item)));
  }
  return rows;
}

/** `First Last` of a row, or its face id where the picture's name told none. */
export function personName(row: Row): string {
  const name = [row.first_name, row.last_name].filter((part) => part !== undefined).join(" ");
  return name === "" ? row.rekognition_id : name;
}
