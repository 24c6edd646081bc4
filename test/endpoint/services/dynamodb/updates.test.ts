import type { AttributeValue, UpdateItemCommandOutput } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StartedDynamodb, errorOf, startDynamodb, tableOf } from "./start-dynamodb.ts";

let started: StartedDynamodb;

const BEFORE = {
  amount: 10,
  label: "old",
  tags: new Set(["a", "b"]),
  primes: new Set([2, 3]),
  things: ["w", "x", "y", "z"],
  tree: { leaf: 1, branch: { things: [1, 2] } },
};

const VALUES = {
  ":one": 1,
  ":tenth": 0.1,
  ":new": "new",
  ":tag": new Set(["c", "a"]),
  ":twoPointZero": new Set([2]),
  ":both": new Set(["a", "b"]),
  ":more": ["v"],
  ":map": { leaf: 2 },
};

beforeAll(async () => {
  started = await startDynamodb();
  await started.dynamodb.createTable(
    tableOf("updates", "pk", {
      AttributeDefinitions: [{ AttributeName: "team", AttributeType: "S" }],
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-team",
          KeySchema: [{ AttributeName: "team", KeyType: "HASH" }],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    }),
  );
});

afterAll(() => started.stop());

test.each<[string, object]>([
  ["SET label = :new", { label: "new" }],
  ["SET amount = amount + :one, former = amount", { amount: 11, former: 10 }],
  ["SET amount = amount - :tenth", { amount: 9.9 }],
  // AWS takes parentheses around the whole (nubo-db/dynoxide issue 35, 2026-05-25).
  ["SET amount = (amount - :one)", { amount: 9 }],
  ["SET seen = (if_not_exists(seen, :one) + :tenth)", { seen: 1.1 }],
  ["SET seen = if_not_exists(seen, :one), amount = if_not_exists(amount, :one)", { seen: 1 }],
  ["SET things = list_append(:more, things)", { things: ["v", "w", "x", "y", "z"] }],
  ["SET things[1] = :new, things[9] = :one", { things: ["w", "new", "y", "z", 1] }],
  ["SET tree.branch.things[0] = :new", { tree: { leaf: 1, branch: { things: ["new", 2] } } }],
  ["SET tree.leaf = tree.leaf + :one, tree.twig = :map", { tree: { ...BEFORE.tree, leaf: 2, twig: { leaf: 2 } } }],
  // Positions mean the list from before the update.
  ["REMOVE things[0], things[2]", { things: ["x", "z"] }],
  ["REMOVE label, tree.branch.things[1], absent", { label: undefined, tree: { leaf: 1, branch: { things: [1] } } }],
  ["ADD amount :one, fresh :one, tags :tag", { amount: 11, fresh: 1, tags: new Set(["a", "b", "c"]) }],
  ["ADD primes :twoPointZero", {}],
  ["DELETE tags :tag", { tags: new Set(["b"]) }],
  ["DELETE tags :both", { tags: undefined }],
  [
    "SET label = :new REMOVE amount ADD primes :twoPointZero DELETE tags :tag",
    {
      label: "new",
      amount: undefined,
      tags: new Set(["b"]),
    },
  ],
])("%s", async (expression, change) => {
  await put("one", BEFORE);

  const { Attributes: after } = await update("one", expression);

  expect(after).toEqual(attributes("one", { ...BEFORE, ...change }));
});

test.each([
  ["SET absent.leaf = :one", "The document path provided in the update expression is invalid for update"],
  ["SET label = absent", "The provided expression refers to an attribute that does not exist in the item"],
  ["SET amount = label 1", 'Invalid UpdateExpression: Syntax error; token: "1", near: "label 1"'],
  ["SET amount = label + :one", "An operand in the update expression has an incorrect data type"],
  ["ADD label :one", "An operand in the update expression has an incorrect data type"],
  [
    "SET pk = :new",
    "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key",
  ],
  [
    "SET team = :one",
    "One or more parameter values were invalid: Type mismatch for Index Key team Expected: S Actual: N IndexName: by-team",
  ],
  ["SET team = amount", "The update expression attempted to update the secondary index key to unsupported type"],
  [
    "SET label = :new, label = :one",
    "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [label], path two: [label]",
  ],
])("%s is refused", async (expression, message) => {
  await put("one", BEFORE);

  const error = await errorOf(update("one", expression));
  const { Item: after } = await started.dynamodb.getItem({ TableName: "updates", Key: { pk: { S: "one" } } });

  expect(error).toEqual({ name: "ValidationException", message });
  expect(after).toEqual(attributes("one", BEFORE));
});

test("ReturnValues gives what was asked for", async () => {
  const returned = async (wanted: "ALL_OLD" | "UPDATED_OLD" | "UPDATED_NEW" | "NONE"): Promise<unknown> => {
    await put("two", { amount: 1, tree: { leaf: 1, other: 2 } });
    const { Attributes: attributes } = await update("two", "SET tree.leaf = :new, fresh = :one", wanted);
    return attributes;
  };

  expect(await returned("ALL_OLD")).toEqual(attributes("two", { amount: 1, tree: { leaf: 1, other: 2 } }));
  expect(await returned("UPDATED_OLD")).toEqual(marshall({ tree: { leaf: 1 } }));
  expect(await returned("UPDATED_NEW")).toEqual(marshall({ tree: { leaf: "new" }, fresh: 1 }));
  expect(await returned("NONE")).toBeUndefined();
});

test("fifty concurrent additions make fifty", async () => {
  await Promise.all(Array.from({ length: 50 }, () => update("counter", "ADD amount :one")));

  const { Item: item } = await started.dynamodb.getItem({ TableName: "updates", Key: { pk: { S: "counter" } } });

  expect(item?.["amount"]).toEqual({ N: "50" });
});

test("numbers keep 38 digits, and one more is refused", async () => {
  const { dynamodb } = started;
  const change = (by: string): Promise<UpdateItemCommandOutput> =>
    dynamodb.updateItem({
      TableName: "updates",
      Key: { pk: { S: "digits" } },
      UpdateExpression: "ADD amount :by",
      ExpressionAttributeValues: { ":by": { N: by } },
      ReturnValues: "ALL_NEW",
    });

  const first = await change("0.12345678901234567890123456789012345678");
  const second = await change("-0.00000000000000000000000000000000000008");
  const error = await errorOf(change("1000"));

  expect(first.Attributes?.["amount"]).toEqual({ N: "0.12345678901234567890123456789012345678" });
  expect(second.Attributes?.["amount"]).toEqual({ N: "0.1234567890123456789012345678901234567" });
  expect(error.message).toBe("Attempting to store more than 38 significant digits in a Number");
});

test("AttributeUpdates of the time before expressions is applied too", async () => {
  await put("three", BEFORE);

  const { Attributes: after } = await started.dynamodb.updateItem({
    TableName: "updates",
    Key: { pk: { S: "three" } },
    AttributeUpdates: {
      label: { Action: "PUT", Value: { S: "new" } },
      amount: { Action: "ADD", Value: { N: "5" } },
      tags: { Action: "DELETE", Value: { SS: ["a"] } },
      tree: { Action: "DELETE" },
    },
    ReturnValues: "ALL_NEW",
  });

  expect(after).toEqual(
    attributes("three", { ...BEFORE, label: "new", amount: 15, tags: new Set(["b"]), tree: undefined }),
  );
});

function attributes(pk: string, values: object): Record<string, AttributeValue> {
  return marshall({ pk, ...values }, { removeUndefinedValues: true });
}

async function put(pk: string, values: object): Promise<void> {
  await started.dynamodb.putItem({ TableName: "updates", Item: attributes(pk, values) });
}

function update(
  pk: string,
  expression: string,
  returnValues: "ALL_NEW" | "ALL_OLD" | "UPDATED_OLD" | "UPDATED_NEW" | "NONE" = "ALL_NEW",
): Promise<UpdateItemCommandOutput> {
  const names = Object.entries(VALUES).filter(([name]) => new RegExp(`${name}\\b`).test(expression));
  return started.dynamodb.updateItem({
    TableName: "updates",
    Key: { pk: { S: pk } },
    UpdateExpression: expression,
    ...(names.length === 0 ? {} : { ExpressionAttributeValues: marshall(Object.fromEntries(names)) }),
    ReturnValues: returnValues,
  });
}
