import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import * as v from "valibot";

const text = v.fallback(v.optional(v.string()), undefined);

const Item = v.looseObject({
  /** Empty in tables of other apps. */
  rekognition_id: v.fallback(v.string(), ""),
  first_name: text,
  last_name: text,
  picture: text,
  confidence: v.fallback(v.optional(v.number()), undefined),
  indexed_at: text,
});

/** An item of an app's table. What is named here are attributes of the `rekognitionID` table of `infra/`. */
export type Row = v.InferOutput<typeof Item>;

/** Every item of a table, by the person's name where it has one. */
export async function listRows(dynamodb: DynamoDBClient, table: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const page of paginateScan({ client: dynamodb }, { TableName: table })) {
    for (const item of page.Items ?? []) rows.push(v.parse(Item, unmarshall(item)));
  }
  return rows.toSorted((a, b) => personName(a).localeCompare(personName(b)));
}

/**
 * The rows of some faces; those without a row are left out. At most 100 a call of BatchGetItem.
 * @param key the partition key of the table
 */
export async function readRows(
  dynamodb: DynamoDBClient,
  table: string,
  faceIds: readonly string[],
  key = "rekognition_id",
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < faceIds.length; at += 100) {
    const Keys = faceIds.slice(at, at + 100).map((id) => ({ [key]: { S: id } }));
    const { Responses } = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[table] ?? []) rows.push(v.parse(Item, unmarshall(item)));
  }
  return rows;
}

/** Every item of a table, as it is. */
export async function listItems(dynamodb: DynamoDBClient, table: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for await (const page of paginateScan({ client: dynamodb }, { TableName: table })) {
    items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
  }
  return items;
}

/** One item by its key, by a consistent read. */
export async function readItem(
  dynamodb: DynamoDBClient,
  table: string,
  key: GetItemCommandInput["Key"],
): Promise<Row | undefined> {
  const { Item: item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }));
  return item === undefined ? undefined : v.parse(Item, unmarshall(item));
}

/** `First Last` of a row, or its face id where the picture's name told none; of another app whatever is called a name. */
export function personName(row: Row): string {
  const name = [row.first_name, row.last_name].filter((part) => part !== undefined).join(" ");
  if (name !== "") return name;
  if (row.rekognition_id !== "") return row.rekognition_id;
  const names = Object.keys(row).filter((attribute) => /name/i.test(attribute) && typeof row[attribute] === "string");
  return names.map((attribute) => String(row[attribute])).join(" ");
}
