import { crc32 } from "node:zlib";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EventOf } from "../../../../dev/trace/events.ts";
import { codeOf, send, signed } from "../../../support/signed-request.ts";
import { type StartedDynamodb, errorOf, startDynamodb, tableOf } from "./start-dynamodb.ts";

let started: StartedDynamodb;

beforeAll(async () => {
  started = await startDynamodb();
  await started.dynamodb.createTable(tableOf("people", "pk,sk", { sortType: "N" }));
});

afterAll(() => started.stop());

test("an item keeps every type, numbers in their plain form", async () => {
  const { dynamodb } = started;
  const item: Record<string, AttributeValue> = {
    pk: { S: "types" },
    sk: { N: "1" },
    text: { S: "\u{1f600} \0 é" },
    bytes: { B: new Uint8Array([0, 255]) },
    sets: { L: [{ SS: ["b", "a"] }, { NS: ["2", "1"] }, { BS: [new Uint8Array([1])] }] },
    flags: { M: { yes: { BOOL: true }, nothing: { NULL: true }, constructor: { S: "a name like any other" } } },
    empty: { L: [{ S: "" }, { M: {} }, { L: [] }] },
    numbers: { L: ["1.50", "1e3", "-0", "0001", "12345678901234567890123456789012345678"].map((N) => ({ N })) },
  };
  await dynamodb.putItem({ TableName: "people", Item: item });

  const { Item: got } = await dynamodb.getItem({
    TableName: "people",
    Key: { pk: { S: "types" }, sk: { N: "1.0" } },
    ConsistentRead: true,
  });

  expect(got).toEqual({
    ...item,
    numbers: { L: ["1.5", "1000", "0", "1", "12345678901234567890123456789012345678"].map((N) => ({ N })) },
  });
});

test("a NULL that is false is refused, as in every region since July 2026", async () => {
  // Some took it for a while (nubo-db/dynoxide issue 145, 2026-07-21).
  const Item = { pk: { S: "null" }, sk: { N: "1" }, nothing: { NULL: false } } as unknown as Record<
    string,
    AttributeValue
  >;
  expect(await errorOf(started.dynamodb.putItem({ TableName: "people", Item }))).toEqual({
    name: "ValidationException",
    message: "One or more parameter values were invalid: Null attribute value types must have the value of true",
  });
});

test("a projection gives nested values, list members in their order", async () => {
  const { dynamodb } = started;
  const key = { pk: { S: "project" }, sk: { N: "1" } };
  const list = { L: [{ S: "a" }, { M: { x: { S: "b" }, y: { S: "c" } } }, { S: "d" }] };
  await dynamodb.putItem({ TableName: "people", Item: { ...key, tree: { M: { things: list, leaf: { S: "e" } } } } });

  const { Item: got } = await dynamodb.getItem({
    TableName: "people",
    Key: key,
    ProjectionExpression: "tree.things[2], tree.things[1].y, #c, tree.absent",
    ExpressionAttributeNames: { "#c": "constructor" },
  });

  expect(got).toEqual({ tree: { M: { things: { L: [{ M: { y: { S: "c" } } }, { S: "d" }] } } } });
});

test.each<[string, Record<string, AttributeValue>, string]>([
  ["no sort key", { pk: { S: "x" } }, "One or more parameter values were invalid: Missing the key sk in the item"],
  [
    "a sort key of another type",
    { pk: { S: "x" }, sk: { S: "1" } },
    "One or more parameter values were invalid: Type mismatch for key sk expected: N actual: S",
  ],
  [
    "an empty key",
    { pk: { S: "" }, sk: { N: "1" } },
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
  ],
  [
    "39 digits",
    { pk: { S: "x" }, sk: { N: "123456789012345678901234567890123456789" } },
    "Attempting to store more than 38 significant digits in a Number",
  ],
  [
    "a set with duplicates",
    { pk: { S: "x" }, sk: { N: "1" }, set: { NS: ["1", "1.0"] } },
    "Input collection contains duplicates",
  ],
  [
    "33 levels",
    { pk: { S: "x" }, sk: { N: "1" }, deep: nested(33) },
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
  ],
  [
    "hundreds of levels",
    { pk: { S: "x" }, sk: { N: "1" }, deep: nested(300) },
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
  ],
])("an item with %s is refused", async (_, item, message) => {
  const error = await errorOf(started.dynamodb.putItem({ TableName: "people", Item: item }));

  expect(error).toEqual({ name: "ValidationException", message });
});

test.each([
  [
    "a list of an item",
    "PutItem",
    { TableName: "people", Item: { pk: { S: "x" }, sk: { N: "1" }, list: { L: [null] } } },
  ],
  ["the keys of a batch", "BatchGetItem", { RequestItems: { people: { Keys: [null] } } }],
  ["a transaction", "TransactGetItems", { TransactItems: [null] }],
  ["a key", "DeleteItem", { TableName: "people", Key: { pk: { S: "x" }, sk: null } }],
])("a null in %s is refused", async (_where, operation, input) => {
  const headers = { "x-amz-target": `DynamoDB_20120810.${operation}`, "content-type": "application/x-amz-json-1.0" };
  const request = { method: "POST", headers, body: JSON.stringify(input) };

  const answer = await send(started.endpoint.url, await signed(started.endpoint.url, request, { service: "dynamodb" }));

  expect([answer.status, codeOf(answer)]).toEqual([400, "ValidationException"]);
  expect(answer.body).toMatch(/A list holds null where a value is expected|Supplied AttributeValue is empty/);
});

test("an item may have 32 levels", async () => {
  const item = { pk: { S: "deep" }, sk: { N: "1" }, deep: nested(32) };

  await started.dynamodb.putItem({ TableName: "people", Item: item });

  expect((await started.dynamodb.getItem({ TableName: "people", Key: { pk: item.pk, sk: item.sk } })).Item).toEqual(
    item,
  );
});

test("what a call consumed is told", async () => {
  const { dynamodb } = started;
  const item = { pk: { S: "units" }, sk: { N: "1" }, body: { S: "x".repeat(5000) } };
  const key = { TableName: "people", Key: { pk: item.pk, sk: item.sk } };

  const put = await dynamodb.putItem({ TableName: "people", Item: item, ReturnConsumedCapacity: "TOTAL" });
  const loose = await dynamodb.getItem({ ...key, ReturnConsumedCapacity: "INDEXES" });
  const strict = await dynamodb.getItem({ ...key, ConsistentRead: true, ReturnConsumedCapacity: "TOTAL" });

  expect(put.ConsumedCapacity).toEqual({ TableName: "people", CapacityUnits: 5 });
  expect(loose.ConsumedCapacity).toEqual({ TableName: "people", CapacityUnits: 1, Table: { CapacityUnits: 1 } });
  expect(strict.ConsumedCapacity).toEqual({ TableName: "people", CapacityUnits: 2 });
});

test("every write is told to the bus, under its trace and with its error", async () => {
  const { dynamodb, endpoint } = started;
  const events: EventOf<"stored">[] = [];
  const stop = endpoint.bus.on("stored", (event) => events.push(event));
  dynamodb.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers["x-amzn-trace-id"] = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
      return next(args);
    },
    { step: "build", name: "trace" },
  );
  const item = { pk: { S: "told" }, sk: { N: "1" } };

  await dynamodb.putItem({ TableName: "people", Item: item });
  await errorOf(
    dynamodb.deleteItem({ TableName: "people", Key: item, ConditionExpression: "attribute_not_exists(pk)" }),
  );
  dynamodb.middlewareStack.remove("trace");
  stop();

  const traceId = "1-5759e988-bd862e3fe1be46a994272793";
  expect(events).toMatchObject([
    { operation: "PutItem", table: "people", traceId, error: undefined },
    { operation: "DeleteItem", table: "people", traceId, error: "ConditionalCheckFailedException" },
  ]);
});

test("an answer carries the CRC of its body", async () => {
  const response = await fetch(started.endpoint.url, {
    method: "POST",
    headers: {
      "x-amz-target": "DynamoDB_20120810.ListTables",
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAUNKNOWN000000000/${new Date().toISOString().slice(0, 10).replaceAll("-", "")}/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
      "x-amz-date": new Date().toISOString().replaceAll(/[-:]|\.\d+/g, ""),
    },
    body: "{}",
  });
  const body = Buffer.from(await response.arrayBuffer());

  expect(JSON.parse(body.toString())).toHaveProperty("TableNames");
  expect(response.headers.get("x-amz-crc32")).toBe(String(crc32(body)));
});

function nested(levels: number): AttributeValue {
  let value: AttributeValue = { S: "end" };
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? { L: [value] } : { M: { a: value } };
  return value;
}
