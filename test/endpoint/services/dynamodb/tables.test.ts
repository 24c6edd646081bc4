import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StartedDynamodb, errorOf, startDynamodb, tableOf } from "./start-dynamodb.ts";

let started: StartedDynamodb;

beforeAll(async () => {
  started = await startDynamodb();
});

afterAll(() => started.stop());

test("a table is made, described, changed and deleted as AWS does it", async () => {
  const { dynamodb } = started;
  const created = await dynamodb.createTable(
    tableOf("life", "pk", { DeletionProtectionEnabled: true, Tags: [{ Key: "owner", Value: "tests" }] }),
  );
  const { Table: described } = await dynamodb.describeTable({ TableName: "life" });
  const arn = described?.TableArn ?? "";
  const again = await errorOf(dynamodb.createTable(tableOf("life")));
  const guarded = await errorOf(dynamodb.deleteTable({ TableName: "life" }));
  await dynamodb.updateTable({
    TableName: arn,
    DeletionProtectionEnabled: false,
    BillingMode: "PROVISIONED",
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
    SSESpecification: { Enabled: true },
    TableClass: "STANDARD_INFREQUENT_ACCESS",
  });
  const { Table: changed } = await dynamodb.describeTable({ TableName: arn });
  const deleted = await dynamodb.deleteTable({ TableName: "life" });
  const gone = await errorOf(dynamodb.describeTable({ TableName: "life" }));

  expect(created.TableDescription?.TableStatus).toBe("CREATING");
  expect(described).toMatchObject({
    TableStatus: "ACTIVE",
    TableArn: "arn:aws:dynamodb:us-east-1:000000000000:table/life",
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
    DeletionProtectionEnabled: true,
    ItemCount: 0,
  });
  expect(again).toEqual({ name: "ResourceInUseException", message: "Table already exists: life" });
  expect(guarded.message).toBe(
    "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
  );
  expect(changed).toMatchObject({
    BillingModeSummary: { BillingMode: "PROVISIONED" },
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
    SSEDescription: { Status: "ENABLED", SSEType: "KMS" },
    TableClassSummary: { TableClass: "STANDARD_INFREQUENT_ACCESS" },
  });
  expect(deleted.TableDescription?.TableStatus).toBe("DELETING");
  expect(gone).toEqual({
    name: "ResourceNotFoundException",
    message: "Requested resource not found: Table: life not found",
  });
});

test("regions and accounts are apart", async () => {
  const { dynamodb } = started;
  const elsewhere = [started.clientOf({ region: "eu-west-1" }), started.clientOf({ account: "111111111111" })];
  const get = { TableName: "places", Key: { pk: { S: "1" } } };
  await dynamodb.createTable(tableOf("places"));
  await dynamodb.putItem({ TableName: "places", Item: { pk: { S: "1" }, here: { BOOL: true } } });

  const unknown = await Promise.all(elsewhere.map((client) => errorOf(client.getItem(get))));
  for (const client of elsewhere) await client.createTable(tableOf("places"));
  const empty = await Promise.all(elsewhere.map((client) => client.scan({ TableName: "places" })));
  const arns = await Promise.all(elsewhere.map((client) => client.describeTable({ TableName: "places" })));

  expect(unknown.map((error) => error.message)).toEqual([
    "Requested resource not found",
    "Requested resource not found",
  ]);
  expect(empty.map((page) => page.Count)).toEqual([0, 0]);
  expect(arns.map((answer) => answer.Table?.TableArn)).toEqual([
    "arn:aws:dynamodb:eu-west-1:000000000000:table/places",
    "arn:aws:dynamodb:us-east-1:111111111111:table/places",
  ]);
  expect((await dynamodb.getItem(get)).Item).toHaveProperty("here");
});

test("ListTables gives names in order, page by page", async () => {
  const client = started.clientOf({ region: "ap-south-1" });
  for (const name of ["cherry", "apple", "banana"]) await client.createTable(tableOf(name));

  const first = await client.listTables({ Limit: 2 });
  const second = await client.listTables({ ExclusiveStartTableName: first.LastEvaluatedTableName });

  expect(first).toMatchObject({ TableNames: ["apple", "banana"], LastEvaluatedTableName: "banana" });
  expect(second.TableNames).toEqual(["cherry"]);
  expect(second.LastEvaluatedTableName).toBeUndefined();
});

test("tags, point-in-time recovery and limits are kept", async () => {
  const { dynamodb } = started;
  const { TableDescription: table } = await dynamodb.createTable(
    tableOf("settings", "pk", { Tags: [{ Key: "a", Value: "1" }] }),
  );
  const ResourceArn = table?.TableArn;
  await dynamodb.tagResource({
    ResourceArn,
    Tags: [
      { Key: "a", Value: "2" },
      { Key: "b", Value: "3" },
    ],
  });
  await dynamodb.untagResource({ ResourceArn, TagKeys: ["b"] });
  const off = await dynamodb.describeContinuousBackups({ TableName: "settings" });
  await dynamodb.updateContinuousBackups({
    TableName: "settings",
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  const on = await dynamodb.describeContinuousBackups({ TableName: "settings" });

  expect((await dynamodb.listTagsOfResource({ ResourceArn })).Tags).toEqual([{ Key: "a", Value: "2" }]);
  expect(off.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe("DISABLED");
  expect(on.ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toMatchObject({
    PointInTimeRecoveryStatus: "ENABLED",
    RecoveryPeriodInDays: 35,
  });
  expect((await errorOf(dynamodb.describeContinuousBackups({ TableName: "none" }))).name).toBe(
    "TableNotFoundException",
  );
  expect(await dynamodb.describeLimits({})).toHaveProperty("TableMaxReadCapacityUnits", 40_000);
});

test("expired items go, those that were there before too", async () => {
  const { dynamodb } = started;
  const now = Math.floor(Date.now() / 1000);
  const put = (pk: string, expires: number): Promise<unknown> =>
    dynamodb.putItem({ TableName: "expiring", Item: { pk: { S: pk }, expires: { N: String(expires) } } });
  await dynamodb.createTable(tableOf("expiring"));
  await put("before", now - 10);
  await put("not a time of this age", 5);
  await dynamodb.updateTimeToLive({
    TableName: "expiring",
    TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
  });
  await put("after", now - 5);
  await put("later", now + 1000);

  let left = 4;
  while (left > 2) {
    await wait(50);
    left = (await dynamodb.scan({ TableName: "expiring" })).Count ?? 0;
  }

  const { Items: items } = await dynamodb.scan({ TableName: "expiring" });
  expect(items?.map((item) => item["pk"]?.S).sort()).toEqual(["later", "not a time of this age"]);
  expect((await dynamodb.describeTable({ TableName: "expiring" })).Table?.ItemCount).toBe(2);
  expect((await dynamodb.describeTimeToLive({ TableName: "expiring" })).TimeToLiveDescription).toEqual({
    TimeToLiveStatus: "ENABLED",
    AttributeName: "expires",
  });
  expect(
    await errorOf(
      dynamodb.updateTimeToLive({
        TableName: "expiring",
        TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
      }),
    ),
  ).toMatchObject({ message: "TimeToLive is already enabled" });
});

test("a restart on the same folder finds tables and items, and a large deletion goes on", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dynamodb-test-"));
  try {
    const first = await startDynamodb(folder);
    for (const name of ["kept", "dropped"]) await first.dynamodb.createTable(tableOf(name));
    await first.dynamodb.putItem({ TableName: "kept", Item: { pk: { S: "1" }, n: { N: "1" } } });
    for (let start = 0; start < 1200; start += 25) {
      const items = Array.from({ length: 25 }, (_, i) => ({ PutRequest: { Item: { pk: { S: `${start + i}` } } } }));
      await first.dynamodb.batchWriteItem({ RequestItems: { dropped: items } });
    }
    await first.dynamodb.deleteTable({ TableName: "dropped" });
    await first.stop();

    const second = await startDynamodb(folder);
    const { Item: item } = await second.dynamodb.getItem({ TableName: "kept", Key: { pk: { S: "1" } } });
    let names: string[] | undefined;
    do {
      names = (await second.dynamodb.listTables({})).TableNames;
    } while (names?.length !== 1);
    const rows = second.endpoint.state.sql("SELECT COUNT(*) AS items FROM dynamodb_item").get();
    await second.stop();

    expect(item).toEqual({ pk: { S: "1" }, n: { N: "1" } });
    expect(names).toEqual(["kept"]);
    expect(rows?.["items"]).toBe(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the endpoint names itself", async () => {
  const { Endpoints } = await started.dynamodb.describeEndpoints({});
  expect(Endpoints).toEqual([{ Address: new URL(started.endpoint.url).host, CachePeriodInMinutes: 1440 }]);
});

test("what is not supported says so by name", async () => {
  const { dynamodb } = started;
  const stream = await errorOf(
    dynamodb.createTable(
      tableOf("streams", "pk", { StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" } }),
    ),
  );

  expect(await errorOf(dynamodb.executeStatement({ Statement: "SELECT * FROM people" }))).toMatchObject({
    name: "UnsupportedOperation",
    message: expect.stringContaining("ExecuteStatement"),
  });
  expect(stream.message).toContain("CreateTable with StreamSpecification");
});
