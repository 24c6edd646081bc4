import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { IAM } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Credentials } from "../../../../dev/endpoint/identity/credentials.ts";
import { DYNAMODB_SERVICE } from "../../../../dev/endpoint/services/dynamodb/definition.ts";
import { IAM_SERVICE } from "../../../../dev/endpoint/services/iam/definition.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { tableOf } from "./start-dynamodb.ts";

const ACCOUNT = "000000000000";
const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/guarded`;
const Key = { pk: { S: "1" } };
const TableName = "guarded";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;

beforeAll(async () => {
  endpoint = await startTestEndpoint({ services: [DYNAMODB_SERVICE, IAM_SERVICE] });
  const admin = new DynamoDB(endpoint.client);
  await admin.createTable(
    tableOf(TableName, "pk", {
      AttributeDefinitions: [{ AttributeName: "team", AttributeType: "S" }],
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

afterAll(() => endpoint.stop());

const CALLS: readonly [
  name: string,
  needs: [action: string, resource: string][],
  (client: DynamoDB) => Promise<unknown>,
][] = [
  ["GetItem", [["GetItem", TABLE]], (client) => client.getItem({ TableName, Key })],
  ["GetItem by ARN", [["GetItem", TABLE]], (client) => client.getItem({ TableName: TABLE, Key })],
  ["PutItem", [["PutItem", TABLE]], (client) => client.putItem({ TableName, Item: Key })],
  ["UpdateItem", [["UpdateItem", TABLE]], (client) => client.updateItem({ TableName, Key })],
  ["DeleteItem", [["DeleteItem", TABLE]], (client) => client.deleteItem({ TableName, Key })],
  ["Scan", [["Scan", TABLE]], (client) => client.scan({ TableName })],
  [
    "Scan of an index",
    [["Scan", `${TABLE}/index/by-team`]],
    (client) => client.scan({ TableName, IndexName: "by-team" }),
  ],
  ["DescribeTable", [["DescribeTable", TABLE]], (client) => client.describeTable({ TableName })],
  ["ListTables", [["ListTables", "*"]], (client) => client.listTables({})],
  [
    "BatchGetItem",
    [["BatchGetItem", TABLE]],
    (client) => client.batchGetItem({ RequestItems: { [TableName]: { Keys: [Key] } } }),
  ],
  [
    "BatchWriteItem",
    [["BatchWriteItem", TABLE]],
    (client) => client.batchWriteItem({ RequestItems: { [TableName]: [{ PutRequest: { Item: Key } }] } }),
  ],
  [
    "TransactWriteItems",
    [
      ["PutItem", TABLE],
      ["UpdateItem", TABLE],
      ["DeleteItem", TABLE],
      ["ConditionCheckItem", TABLE],
    ],
    (client) =>
      client.transactWriteItems({
        TransactItems: [
          { Put: { TableName, Item: { pk: { S: "p" } } } },
          { Update: { TableName, Key: { pk: { S: "u" } }, UpdateExpression: "REMOVE absent" } },
          { Delete: { TableName, Key: { pk: { S: "d" } } } },
          {
            ConditionCheck: {
              TableName,
              Key: { pk: { S: "c" } },
              ConditionExpression: "attribute_not_exists(pk)",
            },
          },
        ],
      }),
  ],
  [
    "TransactGetItems",
    [["GetItem", TABLE]],
    (client) => client.transactGetItems({ TransactItems: [{ Get: { TableName, Key } }] }),
  ],
];

test.each(CALLS)("%s needs its permissions, each of them", async (_, needs, call) => {
  const granted = needs.map(([action, resource]): [string, string] => [`dynamodb:${action}`, resource]);

  await call(await clientThatMay(granted));
  for (const [action, resource] of granted) {
    const others = granted.filter(([other]) => other !== action);
    const client = await clientThatMay([...others, ["dynamodb:DescribeLimits", "*"]]);
    await expect(call(client)).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(`is not authorized to perform: ${action} on resource: ${resource}`),
    });
  }
});

let roles = 0;

/** A client with a role that may do this and nothing else. */
async function clientThatMay(allowed: [action: string, resource: string][]): Promise<DynamoDB> {
  const RoleName = `role-${++roles}`;
  const iam = new IAM(endpoint.client);
  await iam.createRole({
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    }),
  });
  await iam.putRolePolicy({
    RoleName,
    PolicyName: "p",
    PolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: allowed.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource })),
    }),
  });
  const credentials = await new Credentials(endpoint.state, ACCOUNT).issue({
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${RoleName}/session`,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`,
    enforced: true,
    seconds: 900,
  });
  return new DynamoDB({ ...endpoint.client, credentials });
}
