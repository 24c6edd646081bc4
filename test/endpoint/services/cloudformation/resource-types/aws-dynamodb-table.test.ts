import { CreateChangeSetCommand, DescribeChangeSetCommand } from "@aws-sdk/client-cloudformation";
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../../support/endpoint.ts";
import { StackClient } from "../stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);
const dynamodb = new DynamoDBClient(endpoint.client);

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: "S" });
const index = (name: string) => ({
  IndexName: `by-${name}`,
  KeySchema: [{ AttributeName: name, KeyType: "HASH" }],
  Projection: { ProjectionType: "ALL" },
});

function templateOf(names: string[], properties: object = {}): object {
  const Properties = {
    TableName: "rows",
    AttributeDefinitions: ["id", ...names].map(attribute),
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
    ...(names.length > 0 ? { GlobalSecondaryIndexes: names.map(index) } : {}),
    ...properties,
  };
  return {
    Resources: { Rows: { Type: "AWS::DynamoDB::Table", Properties } },
    Outputs: { Name: { Value: { Ref: "Rows" } } },
  };
}

async function indexes(): Promise<string[]> {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: "rows" }));
  return (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName = "" }) => IndexName).sort();
}

test("indexes, recovery, expiry, protection and tags follow the template; the rows stay", async () => {
  const full = {
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: "true" },
    TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
    DeletionProtectionEnabled: true,
    Tags: [{ Key: "team", Value: "faces" }],
  };
  expect((await stacks.create("rows", templateOf(["first", "last"], full))).StackStatus).toBe("CREATE_COMPLETE");
  expect(await stacks.outputs("rows")).toEqual({ Name: "rows" });
  expect(await indexes()).toEqual(["by-first", "by-last"]);
  const item = { id: { S: "1" }, first: { S: "ada" }, city: { S: "london" } };
  await dynamodb.send(new PutItemCommand({ TableName: "rows", Item: item }));
  const recovery = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName: "rows" }));
  expect(recovery).toMatchObject({
    ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" } },
  });
  const expiry = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: "rows" }));
  expect(expiry.TimeToLiveDescription).toMatchObject({ AttributeName: "expires", TimeToLiveStatus: "ENABLED" });

  const changed = templateOf(["first", "city"], { Tags: [{ Key: "owner", Value: "ada" }] });
  expect((await stacks.update("rows", changed)).StackStatus).toBe("UPDATE_COMPLETE");
  expect(await indexes()).toEqual(["by-city", "by-first"]);
  const found = await dynamodb.send(
    new QueryCommand({
      TableName: "rows",
      IndexName: "by-city",
      KeyConditionExpression: "city = :city",
      ExpressionAttributeValues: { ":city": { S: "london" } },
    }),
  );
  expect(found.Items).toEqual([item]);
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: "rows" }));
  expect(Table?.DeletionProtectionEnabled ?? false).toBe(false);
  const { Tags } = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
  expect(Tags).toEqual([{ Key: "owner", Value: "ada" }]);
  expect((await stacks.delete("rows")).StackStatus).toBe("DELETE_COMPLETE");
});

test("deletion protection fails the deletion of the stack", async () => {
  await stacks.create("rows", templateOf([], { DeletionProtectionEnabled: true }));
  expect((await stacks.delete("rows")).StackStatus).toBe("DELETE_FAILED");
  expect(await stacks.reason("rows", "Rows", "DELETE_FAILED")).toContain("protect");
});

/** A table with the range key `sk` of that type, and an attribute that only an index has. */
function typed(type: "S" | "N", names: { TableName?: string }, indexed: "S" | "N" = "S"): object {
  const AttributeDefinitions = [
    // In another order with another type: the order alone is no edit.
    ...(type === "N" ? [{ AttributeName: "by", AttributeType: indexed }] : []),
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: type },
    ...(type === "S" ? [{ AttributeName: "by", AttributeType: indexed }] : []),
  ];
  const Properties = {
    ...names,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions,
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [index("by")],
  };
  return {
    Resources: { T: { Type: "AWS::DynamoDB::Table", Properties } },
    Outputs: { Name: { Value: { Ref: "T" } } },
  };
}

async function typesOf(TableName: string): Promise<Record<string, string>> {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  const types = (Table?.AttributeDefinitions ?? []).map((one) => [one.AttributeName, one.AttributeType] as const);
  return Object.fromEntries(types) as Record<string, string>;
}

test("another type of an attribute makes a new table", async () => {
  const { StackId } = await stacks.create("typed", typed("S", {}));
  const { Name: before = "" } = await stacks.outputs("typed");
  const { Id } = await stacks.client.send(
    new CreateChangeSetCommand({
      StackName: "typed",
      ChangeSetName: "c",
      TemplateBody: JSON.stringify(typed("N", {})),
    }),
  );
  const { Changes } = await stacks.client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
  expect(Changes?.map(({ ResourceChange }) => ResourceChange)).toMatchObject([
    {
      Replacement: "True",
      Details: [{ Target: { Name: "AttributeDefinitions", RequiresRecreation: "Always" } }],
    },
  ]);
  expect((await stacks.update("typed", typed("N", {}))).StackStatus).toBe("UPDATE_COMPLETE");
  const { Name: after = "" } = await stacks.outputs("typed");
  expect(after).not.toBe(before);
  expect(await typesOf(after)).toEqual({ pk: "S", sk: "N", by: "S" });
  await expect(typesOf(before)).rejects.toThrow("not found");

  // That of an index alone, too.
  expect((await stacks.update("typed", typed("N", {}, "N"))).StackStatus).toBe("UPDATE_COMPLETE");
  expect((await stacks.outputs("typed"))["Name"]).not.toBe(after);
  expect((await stacks.describe("typed")).StackId).toBe(StackId);
});

test("another type of an attribute is refused of a table with a name of its own, whose rows stay", async () => {
  await stacks.create("own-types", typed("S", { TableName: "own-types" }));
  const Item = { pk: { S: "row" }, sk: { S: "keep" } };
  await dynamodb.send(new PutItemCommand({ TableName: "own-types", Item }));
  const failed = await stacks.update("own-types", typed("N", { TableName: "own-types" }));
  expect(failed.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await stacks.reason("own-types", "T", "UPDATE_FAILED")).toContain("custom-named resource requires replacing");
  expect(await typesOf("own-types")).toEqual({ pk: "S", sk: "S", by: "S" });
  const { Items } = await dynamodb.send(new ScanCommand({ TableName: "own-types" }));
  expect(Items).toEqual([Item]);
});

test("a table that an update has changed in part is brought back", async () => {
  await stacks.create("half", templateOf(["first"], { TableName: "half" }));
  const broken = { ...index("last"), KeySchema: [{ AttributeName: "nowhere", KeyType: "HASH" }] };
  const failed = await stacks.update(
    "half",
    templateOf(["city", "last"], {
      TableName: "half",
      GlobalSecondaryIndexes: [index("city"), broken],
      TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
      Tags: [{ Key: "team", Value: "faces" }],
    }),
  );
  expect(failed.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: "half" }));
  expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(["by-first"]);
  expect((await stacks.update("half", templateOf(["city"], { TableName: "half" }))).StackStatus).toBe(
    "UPDATE_COMPLETE",
  );
});
