import { TransactionCanceledException, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StartedDynamodb, errorOf, startDynamodb, tableOf } from "./start-dynamodb.ts";

let started: StartedDynamodb;
let documents: DynamoDBDocument;

beforeAll(async () => {
  started = await startDynamodb();
  documents = DynamoDBDocument.from(started.dynamodb);
  await started.dynamodb.createTable(tableOf("accounts"));
  await started.dynamodb.createTable(tableOf("ledger"));
});

afterAll(() => started.stop());

test("writes of two tables happen together and are read together", async () => {
  await documents.put({ TableName: "accounts", Item: { pk: "a", money: 10 } });

  await documents.transactWrite({
    TransactItems: [
      {
        Update: {
          TableName: "accounts",
          Key: { pk: "a" },
          UpdateExpression: "SET money = money - :m",
          ExpressionAttributeValues: { ":m": 4 },
        },
      },
      { Put: { TableName: "ledger", Item: { pk: "a-1", moved: 4 } } },
      {
        ConditionCheck: {
          TableName: "accounts",
          Key: { pk: "closed" },
          ConditionExpression: "attribute_not_exists(pk)",
        },
      },
      { Delete: { TableName: "ledger", Key: { pk: "nothing" } } },
    ],
  });
  const { Responses: responses } = await documents.transactGet({
    TransactItems: [
      { Get: { TableName: "accounts", Key: { pk: "a" } } },
      { Get: { TableName: "ledger", Key: { pk: "a-1" }, ProjectionExpression: "moved" } },
      { Get: { TableName: "ledger", Key: { pk: "missing" } } },
    ],
  });

  expect(responses).toEqual([{ Item: { pk: "a", money: 6 } }, { Item: { moved: 4 } }, {}]);
});

test("one failed condition undoes all, and each action has its reason", async () => {
  await documents.put({ TableName: "accounts", Item: { pk: "b", money: 1 } });

  const error = await documents
    .transactWrite({
      TransactItems: [
        { Put: { TableName: "ledger", Item: { pk: "b-1" } } },
        {
          Update: {
            TableName: "accounts",
            Key: { pk: "b" },
            UpdateExpression: "SET money = money - :m",
            ConditionExpression: "money >= :m",
            ExpressionAttributeValues: { ":m": 4 },
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        },
        { Update: { TableName: "accounts", Key: { pk: "c" }, UpdateExpression: "SET money = absent" } },
      ],
    })
    .catch((cause: unknown) => cause);

  expect(error).toBeInstanceOf(TransactionCanceledException);
  expect(error).toMatchObject({
    message:
      "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ValidationError]",
    CancellationReasons: [
      { Code: "None" },
      {
        Code: "ConditionalCheckFailed",
        Message: "The conditional request failed",
        Item: { pk: { S: "b" }, money: { N: "1" } },
      },
      { Code: "ValidationError" },
    ],
  });
  expect(await documents.get({ TableName: "ledger", Key: { pk: "b-1" } })).not.toHaveProperty("Item");
  expect(await documents.get({ TableName: "accounts", Key: { pk: "b" } })).toHaveProperty("Item.money", 1);
  expect((await started.dynamodb.describeTable({ TableName: "accounts" })).Table?.ItemCount).toBe(2);
});

test("a client token runs its transaction once", async () => {
  const transaction = (by: number): Promise<unknown> =>
    documents.transactWrite({
      ClientRequestToken: "token-1",
      TransactItems: [
        {
          Update: {
            TableName: "accounts",
            Key: { pk: "token" },
            UpdateExpression: "ADD money :m",
            ExpressionAttributeValues: { ":m": by },
          },
        },
      ],
    });

  await transaction(5);
  await transaction(5);
  const error = await errorOf(transaction(6));

  expect(error.name).toBe("IdempotentParameterMismatchException");
  expect(await documents.get({ TableName: "accounts", Key: { pk: "token" } })).toHaveProperty("Item.money", 5);
});

test("a token whose transaction failed can be used again", async () => {
  const transaction = (): Promise<unknown> =>
    documents.transactWrite({
      ClientRequestToken: "token-2",
      TransactItems: [
        { Put: { TableName: "ledger", Item: { pk: "again" } } },
        { ConditionCheck: { TableName: "accounts", Key: { pk: "gate" }, ConditionExpression: "attribute_exists(pk)" } },
      ],
    });

  const error = await errorOf(transaction());
  await documents.put({ TableName: "accounts", Item: { pk: "gate" } });
  await transaction();

  expect(error.name).toBe("TransactionCanceledException");
  expect(await documents.get({ TableName: "ledger", Key: { pk: "again" } })).toHaveProperty("Item.pk", "again");
});

test("two actions on one item, and an action of two kinds, are refused", async () => {
  const put = { Put: { TableName: "ledger", Item: { pk: "twice" } } };
  const remove = { Delete: { TableName: "ledger", Key: { pk: "twice" } } };

  const twice = await errorOf(documents.transactWrite({ TransactItems: [put, remove] }));
  const both = await errorOf(documents.transactWrite({ TransactItems: [{ ...put, ...remove }] }));

  expect(twice.message).toBe("Transaction request cannot include multiple operations on one item");
  expect(both.message).toBe("TransactItems can only contain one of Check, Put, Update or Delete");
});

test("a key of the wrong type cancels the transaction, an empty one refuses it", async () => {
  const transaction = (...TransactItems: TransactWriteItem[]): Promise<unknown> =>
    started.dynamodb.transactWriteItems({ TransactItems });
  const good = { Put: { TableName: "ledger", Item: { pk: { S: "good" } } } };

  const put = await transaction(good, { Put: { TableName: "ledger", Item: { pk: { N: "5" } } } }).catch(reasonsOf);
  const remove = await transaction({ Delete: { TableName: "ledger", Key: { pk: { N: "5" } } } }).catch(reasonsOf);
  const empty = await errorOf(transaction(good, { Delete: { TableName: "ledger", Key: { pk: { S: "" } } } }));

  expect(put).toMatchObject([
    { Code: "None" },
    {
      Code: "ValidationError",
      Message: "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N",
    },
  ]);
  expect(remove).toMatchObject([
    { Code: "ValidationError", Message: "The provided key element does not match the schema" },
  ]);
  expect(empty).toEqual({
    name: "ValidationException",
    message:
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
  });
});

test("the items of a transaction may have 4 MB together", async () => {
  const items = (count: number): Promise<unknown> =>
    started.dynamodb.transactWriteItems({
      TransactItems: Array.from({ length: count }, (_, i) => ({
        Put: { TableName: "ledger", Item: { pk: { S: `large-${i}` }, body: { S: "x".repeat(350_000) } } },
      })),
    });

  await items(11);

  expect((await errorOf(items(12))).name).toBe("ValidationException");
});

test("batches write and read items of several tables", async () => {
  const items = Array.from({ length: 12 }, (_, i) => ({ pk: `batch-${i}`, i }));
  await documents.batchWrite({
    RequestItems: {
      accounts: items.map((Item) => ({ PutRequest: { Item } })),
      ledger: items.map((Item) => ({ PutRequest: { Item } })),
    },
  });
  await documents.batchWrite({ RequestItems: { ledger: [{ DeleteRequest: { Key: { pk: "batch-0" } } }] } });

  const { Responses: responses, UnprocessedKeys: unprocessed } = await documents.batchGet({
    RequestItems: {
      accounts: { Keys: items.map(({ pk }) => ({ pk })), ProjectionExpression: "i" },
      ledger: { Keys: items.map(({ pk }) => ({ pk })) },
    },
  });
  const tooMany = await errorOf(
    documents.batchWrite({
      RequestItems: {
        accounts: items.concat(items).map((Item) => ({ PutRequest: { Item } })),
        ledger: items.map((Item) => ({ PutRequest: { Item } })),
      },
    }),
  );
  const duplicate = await errorOf(
    documents.batchGet({ RequestItems: { ledger: { Keys: [{ pk: "a" }, { pk: "a" }] } } }),
  );

  expect(responses?.["accounts"]).toEqual(items.map(({ i }) => ({ i })));
  expect(responses?.["ledger"]).toHaveLength(11);
  expect(unprocessed).toEqual({});
  expect(tooMany.message).toBe("Too many items requested for the BatchWriteItem call");
  expect(duplicate.message).toBe("Provided list of item keys contains duplicates");
});

function reasonsOf(error: unknown): unknown {
  return error instanceof TransactionCanceledException ? error.CancellationReasons : error;
}
