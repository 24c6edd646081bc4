import type { DynamoDB } from "@aws-sdk/client-dynamodb";

const TableName = "fuzzed-table";
const Key = { pk: { S: "a" }, sk: { N: "1" } };

/** A table with an index, items of every type, expressions of every kind. */
export async function useDynamodb(dynamodb: DynamoDB): Promise<void> {
  await dynamodb.createTable({
    TableName,
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
  });
  for (const expected of ["ACTIVE"]) {
    for (let tries = 0; tries < 100; tries++) {
      if ((await dynamodb.describeTable({ TableName })).Table?.TableStatus === expected) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  await dynamodb.putItem({
    TableName,
    Item: {
      ...Key,
      team: { S: "o" },
      n: { N: "-12.5e3" },
      b: { B: Buffer.from("bytes") },
      l: { L: [{ BOOL: true }, { NULL: true }, { M: { deep: { SS: ["x", "y"] } } }] },
      ns: { NS: ["1", "2"] },
    },
    ReturnValues: "ALL_OLD",
    ConditionExpression: "attribute_not_exists(pk) OR #n < :n",
    ExpressionAttributeNames: { "#n": "n" },
    ExpressionAttributeValues: { ":n": { N: "10" } },
  });
  await dynamodb.getItem({ TableName, Key, ConsistentRead: true, ProjectionExpression: "pk, l[2].deep, ns" });
  await dynamodb
    .updateItem({
      TableName,
      Key,
      UpdateExpression:
        "SET #n = if_not_exists(#n, :z) + :one, l[1] = list_append(l, l) REMOVE b ADD ns :set DELETE ns :set",
      ExpressionAttributeNames: { "#n": "n" },
      ExpressionAttributeValues: { ":z": { N: "0" }, ":one": { N: "1" }, ":set": { NS: ["7"] } },
      ReturnValues: "UPDATED_NEW",
    })
    .catch(() => undefined);
  await dynamodb.query({
    TableName,
    KeyConditionExpression: "pk = :p AND sk BETWEEN :a AND :b",
    FilterExpression: "contains(#l, :p) OR size(#l) > :a AND NOT n IN (:a, :b)",
    ExpressionAttributeNames: { "#l": "l" },
    ExpressionAttributeValues: { ":p": { S: "a" }, ":a": { N: "0" }, ":b": { N: "9" } },
    Limit: 3,
  });
  await dynamodb.query({
    TableName,
    IndexName: "by-team",
    KeyConditionExpression: "team = :o",
    ExpressionAttributeValues: { ":o": { S: "o" } },
    ScanIndexForward: false,
  });
  await dynamodb.scan({ TableName, Segment: 0, TotalSegments: 2, ExclusiveStartKey: Key });
  await dynamodb.batchWriteItem({
    RequestItems: {
      [TableName]: [{ PutRequest: { Item: Key } }, { DeleteRequest: { Key: { ...Key, sk: { N: "2" } } } }],
    },
  });
  await dynamodb.batchGetItem({ RequestItems: { [TableName]: { Keys: [Key], AttributesToGet: ["pk"] } } });
  await dynamodb.transactWriteItems({
    ClientRequestToken: "token",
    TransactItems: [
      { Put: { TableName, Item: { pk: { S: "t" }, sk: { N: "1" } }, ConditionExpression: "attribute_not_exists(pk)" } },
      { ConditionCheck: { TableName, Key, ConditionExpression: "attribute_exists(pk)" } },
    ],
  });
  await dynamodb.transactGetItems({ TransactItems: [{ Get: { TableName, Key } }] });
  await dynamodb.updateTable({ TableName, DeletionProtectionEnabled: true });
  await dynamodb.updateTimeToLive({ TableName, TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true } });
  await dynamodb.updateContinuousBackups({
    TableName,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  await dynamodb.listTables({ Limit: 1 });
  await dynamodb.deleteItem({ TableName, Key: { ...Key, sk: { N: "5" } } });
}
