import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../support/endpoint.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let client: DynamoDBClient;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  client = new DynamoDBClient(endpoint.client);
  await client.send(
    new CreateTableCommand({
      TableName: "people",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "N" },
        { AttributeName: "team", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-team",
          KeySchema: [{ AttributeName: "team", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    }),
  );
});

afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

test("an item that was put is read, queried and scanned", async () => {
  const item = { pk: { S: "a" }, sk: { N: "1" }, team: { S: "red" }, deep: { M: { list: { L: [{ N: "1.50" }] } } } };
  await client.send(new PutItemCommand({ TableName: "people", Item: item }));

  const got = await client.send(
    new GetItemCommand({ TableName: "people", Key: { pk: { S: "a" }, sk: { N: "1.0" } }, ConsistentRead: true }),
  );
  const queried = await client.send(
    new QueryCommand({
      TableName: "people",
      IndexName: "by-team",
      KeyConditionExpression: "team = :t",
      ExpressionAttributeValues: { ":t": { S: "red" } },
    }),
  );
  const scanned = await client.send(new ScanCommand({ TableName: "people" }));
  const described = await client.send(new DescribeTableCommand({ TableName: "people" }));

  const stored = { ...item, deep: { M: { list: { L: [{ N: "1.5" }] } } } };
  expect(got.Item).toEqual(stored);
  expect(queried.Items).toEqual([stored]);
  expect(scanned.Items).toEqual([stored]);
  expect(described.Table?.ItemCount).toBe(1);
});
