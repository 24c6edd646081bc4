import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { RecordedCall } from "../../../../trace/call-ring.ts";

/** An item, or the key of one, as a call of DynamoDB wrote it. */
export interface WrittenItem {
  readonly table: string;
  readonly operation: string;
  readonly item: Record<string, AttributeValue>;
}

interface Write {
  readonly TableName?: string;
  readonly Item?: Record<string, AttributeValue>;
  readonly Key?: Record<string, AttributeValue>;
}

interface Input extends Write {
  readonly TransactItems?: readonly { readonly Put?: Write; readonly Update?: Write; readonly Delete?: Write }[];
  readonly RequestItems?: Record<string, readonly { readonly PutRequest?: Write; readonly DeleteRequest?: Write }[]>;
}

/** What an answer may hold of the item after it: with `ReturnValues: ALL_NEW`. */
interface Output {
  readonly Attributes?: Record<string, AttributeValue>;
}

/** What the calls of an upload wrote, refused ones left out; the last account of each item. */
export function writtenItems(calls: readonly RecordedCall[]): WrittenItem[] {
  const found = new Map<string, WrittenItem>();
  for (const call of calls) {
    if (call.service !== "dynamodb" || call.error !== undefined) continue;
    for (const written of writesOf(call)) found.set(`${written.table} ${JSON.stringify(written.item)}`, written);
  }
  return [...found.values()];
}

function writesOf({ operation, input, output }: RecordedCall): WrittenItem[] {
  const asked = JSON.parse(input) as Input;
  const of = (name: string, { TableName = "", Item, Key }: Write): WrittenItem[] => {
    const item = Item ?? Key;
    return item === undefined ? [] : [{ table: TableName, operation: name, item }];
  };
  switch (operation) {
    case "PutItem":
    case "DeleteItem":
      return of(operation, asked);
    case "UpdateItem": {
      const after = (JSON.parse(output) as Output | null)?.Attributes;
      return of(operation, { ...asked, Key: { ...asked.Key, ...after } });
    }
    case "TransactWriteItems":
      return (asked.TransactItems ?? []).flatMap(({ Put, Update, Delete }) => [
        ...of("Put", Put ?? {}),
        ...of("Update", Update ?? {}),
        ...of("Delete", Delete ?? {}),
      ]);
    case "BatchWriteItem":
      return Object.entries(asked.RequestItems ?? {}).flatMap(([TableName, requests]) =>
        requests.flatMap(({ PutRequest, DeleteRequest }) => [
          ...of("Put", { TableName, ...PutRequest }),
          ...of("Delete", { TableName, ...DeleteRequest }),
        ]),
      );
    default:
      return [];
  }
}
