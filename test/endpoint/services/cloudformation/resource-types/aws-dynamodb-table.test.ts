import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
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
