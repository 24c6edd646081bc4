import { setTimeout as wait } from "node:timers/promises";
import type { AttributeValue, CreateTableCommandInput, QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StartedDynamodb, errorOf, startDynamodb, tableOf } from "./start-dynamodb.ts";

let started: StartedDynamodb;

const INDEXED: Partial<CreateTableCommandInput> = {
  AttributeDefinitions: [
    { AttributeName: "team", AttributeType: "S" },
    { AttributeName: "age", AttributeType: "N" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-team",
      KeySchema: [
        { AttributeName: "team", KeyType: "HASH" },
        { AttributeName: "age", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["label"] },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: "by-age",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "age", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ],
};

beforeAll(async () => {
  started = await startDynamodb();
  await started.dynamodb.createTable(tableOf("indexed", "pk,sk", INDEXED));
});

afterAll(() => started.stop());

test("items whose keys join to the same text have entries of their own", async () => {
  await put({ pk: "a", sk: "bc", team: "collide", age: 1 });
  await put({ pk: "ab", sk: "c", team: "collide", age: 1 });

  const { Items: items } = await queryTeam("collide");

  expect(items?.map((item) => `${item["pk"]?.S}|${item["sk"]?.S}`).sort()).toEqual(["ab|c", "a|bc"]);
});

test("an entry moves with its item, and goes with it", async () => {
  await put({ pk: "move", sk: "1", team: "from", age: 1, label: "x", extra: "y" });
  const before = await queryTeam("from");
  await put({ pk: "move", sk: "1", team: "to", age: 1 });
  const moved = [(await queryTeam("from")).Count, (await queryTeam("to")).Count];
  await started.dynamodb.updateItem({
    TableName: "indexed",
    Key: { pk: { S: "move" }, sk: { S: "1" } },
    UpdateExpression: "REMOVE team",
  });
  const removed = (await queryTeam("to")).Count;
  await put({ pk: "move", sk: "1", team: "to", age: 1 });
  await started.dynamodb.deleteItem({ TableName: "indexed", Key: { pk: { S: "move" }, sk: { S: "1" } } });

  expect(before.Items).toEqual([
    { pk: { S: "move" }, sk: { S: "1" }, team: { S: "from" }, age: { N: "1" }, label: { S: "x" } },
  ]);
  expect(moved).toEqual([0, 1]);
  expect(removed).toBe(0);
  expect((await queryTeam("to")).Count).toBe(0);
});

test("numbers of a sort key are in the order of their values, both ways", async () => {
  for (const age of [10, 9, -1, 100, 0.5, -20]) await put({ pk: "order", sk: `${age}`, team: "order", age });
  const ages = async (forward: boolean, more: object = {}): Promise<unknown[]> =>
    (await queryTeam("order", { ScanIndexForward: forward, ...more })).Items?.map((item) => Number(item["age"]?.N)) ??
    [];

  expect(await ages(true)).toEqual([-20, -1, 0.5, 9, 10, 100]);
  expect(await ages(false, { Limit: 2 })).toEqual([100, 10]);
  expect(await rangeOf("age < :a", "9")).toEqual([-20, -1, 0.5]);
  expect(await rangeOf("age <= :a", "9")).toEqual([-20, -1, 0.5, 9]);
  expect(await rangeOf("age > :a", "9")).toEqual([10, 100]);
  expect(await rangeOf("age >= :a", "9")).toEqual([9, 10, 100]);
  expect(await rangeOf(":a <= age", "9")).toEqual([9, 10, 100]);
  expect(await rangeOf("age = :a", "9.0")).toEqual([9]);
  expect(await rangeOf("age BETWEEN :a AND :b", "-1", "9")).toEqual([-1, 0.5, 9]);
});

test("a local index gives attributes of the table, a global one refuses them", async () => {
  await put({ pk: "fetch", sk: "1", team: "fetch", age: 1, label: "x", extra: "y" });
  const local = {
    TableName: "indexed",
    IndexName: "by-age",
    KeyConditionExpression: "pk = :p",
    ExpressionAttributeValues: { ":p": { S: "fetch" } },
  };

  const keys = await started.dynamodb.query(local);
  const fetched = await started.dynamodb.query({ ...local, ProjectionExpression: "extra" });
  const whole = await started.dynamodb.query({ ...local, Select: "ALL_ATTRIBUTES", ConsistentRead: true });

  expect(keys.Items).toEqual([{ pk: { S: "fetch" }, sk: { S: "1" }, age: { N: "1" } }]);
  expect(fetched.Items).toEqual([{ extra: { S: "y" } }]);
  expect(whole.Items?.[0]).toHaveProperty("label");
  expect(await errorOf(queryTeam("fetch", { ProjectionExpression: "extra" }))).toEqual({
    name: "ValidationException",
    message: "One or more parameter values were invalid: Global secondary index by-team does not project [extra]",
  });
  expect(await errorOf(queryTeam("fetch", { Select: "ALL_ATTRIBUTES" }))).toMatchObject({
    message: expect.stringContaining("because its projection type is not ALL"),
  });
  expect(await errorOf(queryTeam("fetch", { ConsistentRead: true }))).toMatchObject({
    message: "Consistent reads are not supported on global secondary indexes",
  });
});

test("an index key of the wrong type or without text is refused", async () => {
  expect(await errorOf(put({ pk: "x", sk: "1", team: 5 }))).toMatchObject({
    message:
      "One or more parameter values were invalid: Type mismatch for Index Key team Expected: S Actual: N IndexName: by-team",
  });
  expect(await errorOf(put({ pk: "x", sk: "1", team: "" }))).toMatchObject({
    message:
      "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-team, IndexKey: team",
  });
});

test.each([
  ["what an index does not hold", "SET extra = :v", { local: undefined, global: undefined, total: 1 }],
  ["what one index holds", "SET label = :v", { local: undefined, global: 1, total: 2 }],
  ["the key of one index", "SET team = :v", { local: undefined, global: 2, total: 3 }],
  ["the key of both indexes", "SET age = :n", { local: 2, global: 2, total: 5 }],
  ["an index key, which is removed", "REMOVE team", { local: undefined, global: 1, total: 2 }],
  ["nothing", "SET team = team", { local: undefined, global: undefined, total: 1 }],
])("a change of %s consumes what AWS takes for it", async (_, expression, units) => {
  await put({ pk: "units", sk: "1", team: "units", age: 1, label: "x", extra: "y" });
  const values = { ":v": { S: "changed" }, ":n": { N: "2" } };
  const used = Object.entries(values).filter(([name]) => expression.includes(name));

  const { ConsumedCapacity: consumed } = await started.dynamodb.updateItem({
    TableName: "indexed",
    Key: { pk: { S: "units" }, sk: { S: "1" } },
    UpdateExpression: expression,
    ...(used.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(used) }),
    ReturnConsumedCapacity: "INDEXES",
  });

  expect({
    local: consumed?.LocalSecondaryIndexes?.["by-age"]?.CapacityUnits,
    global: consumed?.GlobalSecondaryIndexes?.["by-team"]?.CapacityUnits,
    total: consumed?.CapacityUnits,
  }).toEqual(units);
});

test("a new index is filled from the items that are there, and can be deleted again", async () => {
  const { dynamodb } = started;
  await dynamodb.createTable(tableOf("filled"));
  for (let start = 0; start < 1250; start += 25) {
    await dynamodb.batchWriteItem({
      RequestItems: {
        filled: Array.from({ length: 25 }, (_, i) => ({
          PutRequest: { Item: { pk: { S: `item-${start + i}` }, team: { S: (start + i) % 2 === 0 ? "even" : "odd" } } },
        })),
      },
    });
  }
  await dynamodb.putItem({ TableName: "filled", Item: { pk: { S: "other" }, team: { N: "1" } } });

  const { TableDescription: creating } = await dynamodb.updateTable({
    TableName: "filled",
    AttributeDefinitions: [{ AttributeName: "team", AttributeType: "S" }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: "late",
          KeySchema: [{ AttributeName: "team", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      },
    ],
  });
  // Written while the index is being filled, or after.
  await dynamodb.deleteItem({ TableName: "filled", Key: { pk: { S: "item-1248" } } });
  await dynamodb.putItem({ TableName: "filled", Item: { pk: { S: "item-1" }, team: { S: "even" } } });
  await indexesOf("filled", ["ACTIVE"]);
  const count = async (team: string): Promise<number | undefined> =>
    (
      await dynamodb.query({
        TableName: "filled",
        IndexName: "late",
        Select: "COUNT",
        KeyConditionExpression: "team = :t",
        ExpressionAttributeValues: { ":t": { S: team } },
      })
    ).Count;
  const counts = [await count("even"), await count("odd")];
  const { Table: filled } = await dynamodb.describeTable({ TableName: "filled" });
  await dynamodb.updateTable({
    TableName: "filled",
    GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "late" } }],
  });
  await indexesOf("filled", []);

  expect(creating?.GlobalSecondaryIndexes?.[0]?.IndexStatus).toBe("CREATING");
  expect(counts).toEqual([625, 624]);
  expect(filled?.GlobalSecondaryIndexes?.[0]?.ItemCount).toBe(1249);
  expect(filled?.ItemCount).toBe(1250);
  expect(await errorOf(dynamodb.scan({ TableName: "filled", IndexName: "late" }))).toMatchObject({
    message: "The table does not have the specified index: late",
  });
});

test("a table has 20 global indexes at most, later ones among them", async () => {
  const { dynamodb } = started;
  const index = (at: number) => ({
    IndexName: `index-${at}`,
    KeySchema: [{ AttributeName: "team", KeyType: "HASH" as const }],
    Projection: { ProjectionType: "KEYS_ONLY" as const },
  });
  const AttributeDefinitions = [{ AttributeName: "team", AttributeType: "S" as const }];
  const GlobalSecondaryIndexes = Array.from({ length: 20 }, (_, at) => index(at));
  await dynamodb.createTable(tableOf("full", "pk", { AttributeDefinitions, GlobalSecondaryIndexes }));
  const GlobalSecondaryIndexUpdates = [{ Create: index(20) }];
  const late = dynamodb.updateTable({ TableName: "full", AttributeDefinitions, GlobalSecondaryIndexUpdates });
  expect(await errorOf(late)).toMatchObject({
    name: "LimitExceededException",
    message: expect.stringContaining("GlobalSecondaryIndex count exceeds the per-table limit of 20"),
  });
});

async function put(item: Record<string, string | number>): Promise<void> {
  const values = Object.entries(item).map(([name, value]): [string, AttributeValue] => [
    name,
    typeof value === "number" ? { N: String(value) } : { S: value },
  ]);
  await started.dynamodb.putItem({ TableName: "indexed", Item: Object.fromEntries(values) });
}

function queryTeam(team: string, more: object = {}): Promise<QueryCommandOutput> {
  return started.dynamodb.query({
    TableName: "indexed",
    IndexName: "by-team",
    KeyConditionExpression: "team = :t",
    ExpressionAttributeValues: { ":t": { S: team } },
    ...more,
  });
}

async function rangeOf(condition: string, a: string, b?: string): Promise<number[]> {
  const { Items: items = [] } = await queryTeam("order", {
    KeyConditionExpression: `team = :t AND ${condition}`,
    ExpressionAttributeValues: { ":t": { S: "order" }, ":a": { N: a }, ...(b === undefined ? {} : { ":b": { N: b } }) },
  });
  return items.map((item) => Number(item["age"]?.N));
}

async function indexesOf(table: string, statuses: readonly string[]): Promise<void> {
  for (;;) {
    const { Table: described } = await started.dynamodb.describeTable({ TableName: table });
    const found = described?.GlobalSecondaryIndexes?.map((index) => index.IndexStatus) ?? [];
    if (JSON.stringify(found) === JSON.stringify(statuses)) return;
    await wait(10);
  }
}
