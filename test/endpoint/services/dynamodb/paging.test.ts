import { type AttributeValue, paginateQuery, paginateScan } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StartedDynamodb, errorOf, startDynamodb, tableOf } from "./start-dynamodb.ts";

let started: StartedDynamodb;

const COUNT = 2000;

beforeAll(async () => {
  started = await startDynamodb();
  await started.dynamodb.createTable(
    tableOf("many", "pk,sk", {
      sortType: "N",
      AttributeDefinitions: [{ AttributeName: "group", AttributeType: "S" }],
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-group",
          KeySchema: [{ AttributeName: "group", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    }),
  );
  for (let start = 0; start < COUNT; start += 25) {
    await started.dynamodb.batchWriteItem({
      RequestItems: {
        many: Array.from({ length: 25 }, (_, i) => ({ PutRequest: { Item: itemOf(start + i) } })),
      },
    });
  }
});

afterAll(() => started.stop());

test("a scan in pages gives every item once", async () => {
  const seen: string[] = [];
  for await (const page of paginateScan({ client: started.dynamodb, pageSize: 333 }, { TableName: "many" })) {
    seen.push(...(page.Items ?? []).map(nameOf));
  }

  expect(seen).toHaveLength(COUNT);
  expect(new Set(seen).size).toBe(COUNT);
});

test("the segments of a parallel scan share out the items", async () => {
  const segments = await Promise.all(
    [0, 1, 2, 3, 4, 5, 6].map(async (segment) => {
      const names: string[] = [];
      const input = { TableName: "many", Segment: segment, TotalSegments: 7 };
      for await (const page of paginateScan({ client: started.dynamodb, pageSize: 50 }, input)) {
        names.push(...(page.Items ?? []).map(nameOf));
      }
      return names;
    }),
  );

  expect(segments.filter((names) => names.length > 0).length).toBeGreaterThan(1);
  expect(segments.flat()).toHaveLength(COUNT);
  expect(new Set(segments.flat()).size).toBe(COUNT);
});

test.each([true, false])("a query in pages keeps the order (forward: %s)", async (forward) => {
  const seen: number[] = [];
  const input = {
    TableName: "many",
    KeyConditionExpression: "pk = :p AND sk >= :from",
    FilterExpression: "odd = :true",
    ExpressionAttributeValues: { ":p": { S: "p1" }, ":from": { N: "100" }, ":true": { BOOL: true } },
    ScanIndexForward: forward,
  };
  let scanned = 0;
  for await (const page of paginateQuery({ client: started.dynamodb, pageSize: 17 }, input)) {
    seen.push(...(page.Items ?? []).map((item) => Number(item["sk"]?.N)));
    scanned += page.ScannedCount ?? 0;
  }

  const expected = Array.from({ length: COUNT }, (_, i) => i).filter((i) => i % 20 === 1 && i >= 100);
  expect(seen).toEqual(forward ? expected : expected.toReversed());
  expect(scanned).toBe(expected.length);
});

test("pages of an index give every item once, and of a filter none", async () => {
  const names: string[] = [];
  const input = {
    TableName: "many",
    IndexName: "by-group",
    KeyConditionExpression: "#g = :g",
    ExpressionAttributeNames: { "#g": "group" },
    ExpressionAttributeValues: { ":g": { S: "all" } },
  };
  for await (const page of paginateQuery({ client: started.dynamodb, pageSize: 301 }, input)) {
    names.push(...(page.Items ?? []).map(nameOf));
  }
  const counted = await started.dynamodb.scan({
    TableName: "many",
    IndexName: "by-group",
    Select: "COUNT",
    FilterExpression: "attribute_not_exists(pk)",
  });

  expect(new Set(names).size).toBe(COUNT);
  expect(names).toHaveLength(COUNT);
  expect(counted).toMatchObject({ Count: 0, ScannedCount: COUNT });
  expect(counted.Items).toBeUndefined();
});

test("a page ends after 1 MB, filtered items included", async () => {
  const { dynamodb } = started;
  await dynamodb.createTable(tableOf("large"));
  for (let i = 0; i < 8; i++) {
    await dynamodb.putItem({ TableName: "large", Item: { pk: { S: `${i}` }, body: { S: "x".repeat(300_000) } } });
  }

  const first = await dynamodb.scan({ TableName: "large", FilterExpression: "attribute_not_exists(body)" });
  const second = await dynamodb.scan({ TableName: "large", ExclusiveStartKey: first.LastEvaluatedKey });
  const third = await dynamodb.scan({ TableName: "large", ExclusiveStartKey: second.LastEvaluatedKey });

  expect(first).toMatchObject({ Count: 0, ScannedCount: 4 });
  expect(second.Count).toBe(4);
  expect(third).toMatchObject({ Count: 0 });
  expect(third.LastEvaluatedKey).toBeUndefined();
});

test("an item may have 400 KB in UTF-8, and no byte more", async () => {
  const { dynamodb } = started;
  await dynamodb.createTable(tableOf("sizes"));
  // 2 bytes of name and 1 of value for the key, 1 of name here; é has 2 bytes.
  const item = (bytes: number): Record<string, AttributeValue> => ({
    pk: { S: "1" },
    v: { S: "é".repeat((bytes - 4) / 2) },
  });

  await dynamodb.putItem({ TableName: "sizes", Item: item(409_600) });
  const error = await errorOf(dynamodb.putItem({ TableName: "sizes", Item: item(409_602) }));
  const { Table: table } = await dynamodb.describeTable({ TableName: "sizes" });

  expect(error).toEqual({ name: "ValidationException", message: "Item size has exceeded the maximum allowed size" });
  expect(table).toMatchObject({ ItemCount: 1, TableSizeBytes: 409_600 });
});

test("start keys that do not fit are refused", async () => {
  const query = {
    TableName: "many",
    KeyConditionExpression: "pk = :p AND sk > :from",
    ExpressionAttributeValues: { ":p": { S: "p1" }, ":from": { N: "100" } },
  };

  expect(
    await errorOf(started.dynamodb.query({ ...query, ExclusiveStartKey: { pk: { S: "p1" }, sk: { N: "5" } } })),
  ).toMatchObject({ message: "The provided starting key does not match the range key predicate" });
  expect(
    await errorOf(started.dynamodb.scan({ TableName: "many", ExclusiveStartKey: { pk: { S: "p1" } } })),
  ).toMatchObject({
    message: "The provided starting key is invalid: The provided key element does not match the schema",
  });
});

function itemOf(i: number): Record<string, AttributeValue> {
  return { pk: { S: `p${i % 20}` }, sk: { N: String(i) }, group: { S: "all" }, odd: { BOOL: i % 2 === 1 } };
}

function nameOf(item: Record<string, AttributeValue>): string {
  return `${item["pk"]?.S}/${item["sk"]?.N}`;
}
