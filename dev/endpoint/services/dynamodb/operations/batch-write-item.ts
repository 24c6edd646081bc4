import type { Operation } from "../../../service.ts";
import { type Dynamodb, type WrittenItem, permission, recordWrite } from "../context.ts";
import { validationError } from "../errors.ts";
import { checkInput, dynaliteShape } from "../check-input.ts";
import { type ConsumedCapacity, type ReturnConsumedCapacity, type Units, addWrite } from "../items/capacity.ts";
import { ConsumedByTable } from "../items/consumed-by-table.ts";
import { TWICE_IN_BATCH, checkDistinct } from "../items/distinct.ts";
import { checkDelete, checkPut, put, remove } from "../items/write.ts";
import type { Table } from "../tables/table-store.ts";
import type { Item } from "../values/attribute-value.ts";
import { type ItemCollectionMetrics, metricsOf } from "./write-answer.ts";

interface WriteRequest {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

interface Input {
  readonly RequestItems: Readonly<Record<string, readonly WriteRequest[]>>;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: "SIZE" | "NONE";
}

interface Output {
  readonly UnprocessedItems: Record<string, never>;
  readonly ConsumedCapacity?: ConsumedCapacity[];
  readonly ItemCollectionMetrics?: Record<string, ItemCollectionMetrics[]>;
}

/** Puts and deletes up to 25 items of any tables. */
export function batchWriteItem(dynamodb: Dynamodb): Operation<Input, Output> {
  return {
    parse(input) {
      const parsed = checkInput(dynaliteShape("batchWriteItem"), input) as Input;
      checkRequests(parsed);
      return parsed;
    },
    permissions: (input, call) =>
      Object.keys(input.RequestItems).map((table) => permission("BatchWriteItem", table, call)),
    run: (input, call) =>
      recordWrite(dynamodb, "BatchWriteItem", writtenBy(input), call, () => {
        const batches = Object.entries(input.RequestItems).map(([name, requests]) => {
          const table = dynamodb.tables.active(name, call);
          checkItems(table, requests);
          return { name, table, requests };
        });
        const consumed = new ConsumedByTable();
        const metrics: Record<string, ItemCollectionMetrics[]> = {};
        for (const { name, table, requests } of batches) {
          writeAll(dynamodb, table, requests, consumed.of(name, table));
          if (input.ReturnItemCollectionMetrics !== "SIZE") continue;
          const collections = requests.flatMap(
            (request) => metricsOf(dynamodb.host.state, table, itemOf(request)) ?? [],
          );
          if (collections.length > 0) metrics[name] = collections;
        }
        return {
          UnprocessedItems: {},
          ...consumed.answer(input.ReturnConsumedCapacity),
          ...(Object.keys(metrics).length === 0 ? {} : { ItemCollectionMetrics: metrics }),
        };
      }),
  };
}

function writtenBy({ RequestItems: tables }: Input): WrittenItem[] {
  return Object.entries(tables).flatMap(([table, requests]) =>
    requests.map(({ PutRequest }) => ({ table, item: PutRequest?.Item })),
  );
}

function writeAll({ items }: Dynamodb, table: Table, requests: readonly WriteRequest[], units: Units): void {
  for (const { PutRequest: asked, DeleteRequest: unwanted } of requests) {
    const result = asked === undefined ? remove(items, table, { Key: unwanted?.Key ?? {} }) : put(items, table, asked);
    addWrite(units, result.bytes, result.indexes);
  }
}

function checkRequests({ RequestItems: tables }: Input): void {
  const requests = Object.values(tables).flat();
  if (requests.length > 25) throw validationError("Too many items requested for the BatchWriteItem call");
  if (requests.every((request) => Object.keys(request).length === 1)) return;
  throw validationError(
    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
  );
}

function checkItems(table: Table, requests: readonly WriteRequest[]): void {
  for (const request of requests) {
    if (request.PutRequest !== undefined) checkPut(table, request.PutRequest);
    else checkDelete(table, { Key: request.DeleteRequest?.Key ?? {} });
  }
  checkDistinct(
    requests.map((request) => ({ table, item: itemOf(request) })),
    TWICE_IN_BATCH,
  );
}

function itemOf(request: WriteRequest): Item {
  return request.PutRequest?.Item ?? request.DeleteRequest?.Key ?? {};
}
