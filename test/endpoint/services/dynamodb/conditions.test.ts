import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StartedDynamodb, errorOf, startDynamodb, tableOf } from "./start-dynamodb.ts";

let started: StartedDynamodb;

const ITEM: Record<string, AttributeValue> = {
  pk: { S: "one" },
  label: { S: "née" },
  blank: { S: "" },
  huge: { N: "12345678901234567890123456789012345678" },
  tiny: { N: "-0.5" },
  good: { BOOL: true },
  bad: { BOOL: false },
  nil: { NULL: true },
  octets: { B: new Uint8Array([0, 255, 7]) },
  wordset: { SS: ["b", "a"] },
  amounts: { NS: ["1", "2.5"] },
  pieces: { BS: [new Uint8Array([1]), new Uint8Array([2])] },
  things: { L: [{ S: "x" }, { N: "2" }, { M: { deep: { S: "here" } } }] },
  tree: { M: { a: { M: { b: { L: [{ N: "1" }, { N: "3" }] } } } } },
};

const VALUES: Record<string, AttributeValue> = {
  ":nee": { S: "née" },
  ":n": { S: "n" },
  ":private": { S: "\u{e000}" },
  ":astral": { S: "\u{1f600}" },
  ":empty": { S: "" },
  ":big": { N: "12345678901234567890123456789012345678" },
  ":bigger": { N: "12345678901234567890123456789012345679" },
  ":zero": { N: "0" },
  ":one": { N: "1" },
  ":onePointZero": { N: "1.0" },
  ":two": { N: "2" },
  ":three": { N: "3" },
  ":four": { N: "4" },
  ":x": { S: "x" },
  ":a": { S: "a" },
  ":false": { BOOL: false },
  ":true": { BOOL: true },
  ":typeS": { S: "S" },
  ":typeM": { S: "M" },
  ":typeNULL": { S: "NULL" },
  ":start": { B: new Uint8Array([0, 255]) },
  ":ff": { B: new Uint8Array([255]) },
  ":blob2": { B: new Uint8Array([2]) },
  ":set": { SS: ["a", "b"] },
  ":otherSet": { SS: ["a", "c"] },
  ":list": { L: [{ S: "x" }, { N: "2" }, { M: { deep: { S: "here" } } }] },
  ":map": { M: { a: { M: { b: { L: [{ N: "1" }, { N: "3" }] } } } } },
  ":otherMap": { M: { a: { M: { b: { L: [{ N: "3" }, { N: "1" }] } } } } },
  ":deepMap": { M: { deep: { S: "here" } } },
  ":here": { S: "here" },
};

beforeAll(async () => {
  started = await startDynamodb();
  await started.dynamodb.createTable(tableOf("conditions"));
  await started.dynamodb.putItem({ TableName: "conditions", Item: ITEM });
});

afterAll(() => started.stop());

test.each([
  ["attribute_exists(tree.a.b[1])", true],
  ["attribute_exists(tree.a.b[2])", false],
  ["attribute_not_exists(things[0].deep)", true],
  ["attribute_type(label, :typeS)", true],
  ["attribute_type(tree, :typeM)", true],
  ["attribute_type(nil, :typeNULL)", true],
  ["attribute_type(absent, :typeS)", false],
  ["begins_with(label, :n)", true],
  ["begins_with(octets, :start)", true],
  ["begins_with(octets, :ff)", false],
  ["contains(label, :n)", true],
  ["contains(wordset, :a)", true],
  ["contains(amounts, :onePointZero)", true],
  ["contains(pieces, :blob2)", true],
  ["contains(octets, :ff)", true],
  ["contains(things, :two)", true],
  ["contains(things, :deepMap)", true],
  ["contains(things, :three)", false],
  ["size(label) = :four", true],
  ["size(blank) = :zero", true],
  ["size(octets) = :three", true],
  ["size(wordset) = :two", true],
  ["size(things) = :three", true],
  ["size(tree.a) = :one", true],
  ["size(absent) = :zero", false],
  ["label = :nee", true],
  ["label <> :x", true],
  ["absent <> :x", true],
  ["absent = :x", false],
  ["wordset = :set", true],
  ["wordset = :otherSet", false],
  ["things = :list", true],
  ["tree = :map", true],
  ["tree = :otherMap", false],
  ["huge = :big", true],
  ["huge < :bigger", true],
  ["huge >= :bigger", false],
  ["tiny < :zero", true],
  ["tiny > :false", false],
  ["bad IN (:true, :false)", true],
  ["tree.a.b[1] IN (:one, :three)", true],
  ["tree.a.b[0] BETWEEN :zero AND :one", true],
  ["tree.a.b[0] BETWEEN :two AND :three", false],
  ["things[2].deep = :here", true],
  ["NOT things[2].deep = :here", false],
  ["label = :x OR good = :true AND NOT bad = :true", true],
  ["(label = :x OR good = :true) AND bad = :true", false],
  // In UTF-16 the emoji comes first: its first unit is d83d.
  [":private < :astral", true],
])("the condition %s is %s", async (expression, holds) => {
  const names = expression.match(/:\w+/g);
  const call = started.dynamodb.updateItem({
    TableName: "conditions",
    Key: { pk: { S: "one" } },
    ConditionExpression: expression,
    ...(names === null ? {} : { ExpressionAttributeValues: valuesFor(names) }),
  });

  const outcome = await call.then(
    () => "holds",
    (error: Error) => `${error.name}: ${error.message}`,
  );
  expect(outcome).toBe(holds ? "holds" : "ConditionalCheckFailedException: The conditional request failed");
});

test.each([
  [
    "pk = :missing",
    "Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :missing",
  ],
  ["size = :x", "Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: size"],

  ["label = ", 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="'],
  ["label == :x", 'Invalid ConditionExpression: Syntax error; token: "=", near: "== :x"'],
  ["foo", 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "foo"'],
  ["first-name = :x", 'Invalid ConditionExpression: Syntax error; token: "-", near: "first-name"'],
  ["length(label) = :x", "Invalid ConditionExpression: Invalid function name; function: length"],
  // Each parenthesis made dynalite's parser many times slower: with eight it was busy for three minutes.
  ["((((((((((((", 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("'],
  [
    `label = :x${" OR label = :x".repeat(300)}`,
    "Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4210",
  ],
])("the condition %s is refused", async (expression, message) => {
  const error = await errorOf(
    started.dynamodb.updateItem({
      TableName: "conditions",
      Key: { pk: { S: "one" } },
      ConditionExpression: expression,
      ExpressionAttributeValues: { ":x": { S: "x" } },
    }),
  );

  expect(error).toEqual({ name: "ValidationException", message });
});

test("a failed condition gives the item where the call asks for it", async () => {
  const call = started.dynamodb.putItem({
    TableName: "conditions",
    Item: { pk: { S: "one" } },
    ConditionExpression: "attribute_not_exists(pk)",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });

  await expect(call).rejects.toMatchObject({ name: "ConditionalCheckFailedException", Item: { label: { S: "née" } } });
});

test("Expected of the time before expressions is evaluated too", async () => {
  const { dynamodb } = started;
  const key = { TableName: "conditions", Key: { pk: { S: "one" } } };

  await dynamodb.updateItem({
    ...key,
    Expected: {
      label: { ComparisonOperator: "EQ", AttributeValueList: [{ S: "other" }] },
      good: { Value: { BOOL: true } },
    },
    ConditionalOperator: "OR",
  });
  const error = await errorOf(dynamodb.updateItem({ ...key, Expected: { label: { Exists: false } } }));

  expect(error.name).toBe("ConditionalCheckFailedException");
});

function valuesFor(names: readonly string[]): Record<string, AttributeValue> {
  return Object.fromEntries(names.map((name) => [name, VALUES[name] as AttributeValue]));
}
