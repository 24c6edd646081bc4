import { randomBytes } from "node:crypto";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { ClientConfig } from "../support/endpoint.ts";

const BUCKET = "bench";
const TABLE = "bench";

/** Objects of each size and partitions of the table that the calls go round. */
const KEYS = 50;

/** Items of one partition, which a Query answers. */
const ITEMS = 10;

/** One kind of call to a server. */
export interface WorkloadCall {
  readonly name: string;
  /** Calls of one round: fewer where each moves much. */
  readonly perRound: number;
  /** Milliseconds that its median should not exceed with one in flight. */
  readonly target?: number;
  /** The `number`-th call of a round. Rejects where the answer is not the right one. */
  run(number: number): Promise<void>;
}

/** A server with a bucket and a table in it, and the calls that are measured. */
export interface Workload {
  readonly calls: readonly WorkloadCall[];
  close(): void;
}

/** Makes the bucket, the table and what is read. */
export async function prepareWorkload(client: ClientConfig): Promise<Workload> {
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const dynamodb = new DynamoDBClient(client);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await createTable(dynamodb);
  const calls = [
    ...objectCalls(s3, "1 KB", 1024, 100, 1.0),
    ...objectCalls(s3, "1 MB", 1 << 20, 20),
    ...itemCalls(dynamodb),
  ];
  for (const call of calls) {
    const count = call.name.startsWith("PutItem") ? KEYS * ITEMS : KEYS;
    if (call.name.startsWith("Put")) for (let number = 0; number < count; number++) await call.run(number);
  }
  return {
    calls,
    close() {
      s3.destroy();
      dynamodb.destroy();
    },
  };
}

function objectCalls(s3: S3Client, name: string, size: number, perRound: number, target?: number): WorkloadCall[] {
  const body = randomBytes(size);
  const keyOf = (number: number): string => `${size}/object-${number % KEYS}`;
  const aim = target === undefined ? {} : { target };
  return [
    {
      name: `PutObject ${name}`,
      perRound,
      ...aim,
      async run(number) {
        await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: keyOf(number), Body: body }));
      },
    },
    {
      name: `GetObject ${name}`,
      perRound,
      ...aim,
      async run(number) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: keyOf(number) }));
        const bytes = await Body?.transformToByteArray();
        if (bytes?.length !== size) throw new Error(`GetObject answered ${bytes?.length} of ${size} bytes`);
      },
    },
  ];
}

function itemCalls(dynamodb: DynamoDBClient): WorkloadCall[] {
  const keyOf = (number: number) => ({
    person: { S: `person-${number % KEYS}` },
    picture: { N: String(Math.floor(number / KEYS) % ITEMS) },
  });
  const rest = { note: { S: "x".repeat(200) }, confidence: { N: "99.8" }, tags: { L: [{ S: "a" }, { S: "b" }] } };
  const common = { perRound: 100, target: 0.9 };
  return [
    {
      name: "PutItem",
      ...common,
      async run(number) {
        await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { ...keyOf(number), ...rest } }));
      },
    },
    {
      name: "GetItem",
      ...common,
      async run(number) {
        const { Item } = await dynamodb.send(new GetItemCommand({ TableName: TABLE, Key: keyOf(number) }));
        if (Item?.["note"]?.S !== rest.note.S) throw new Error("GetItem did not answer the item that was put");
      },
    },
    {
      name: `Query of ${ITEMS} items`,
      ...common,
      async run(number) {
        const { Count } = await dynamodb.send(
          new QueryCommand({
            TableName: TABLE,
            KeyConditionExpression: "person = :person",
            ExpressionAttributeValues: { ":person": keyOf(number).person },
          }),
        );
        if (Count !== ITEMS) throw new Error(`Query answered ${Count} of ${ITEMS} items`);
      },
    },
  ];
}

/** Makes the table of the workloads: partition key `person`, sort key `picture`. */
export async function createTable(dynamodb: DynamoDBClient): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "person", AttributeType: "S" },
        { AttributeName: "picture", AttributeType: "N" },
      ],
      KeySchema: [
        { AttributeName: "person", KeyType: "HASH" },
        { AttributeName: "picture", KeyType: "RANGE" },
      ],
    }),
  );
  await waitUntilTableExists({ client: dynamodb, maxWaitTime: 10, minDelay: 0.1 }, { TableName: TABLE });
}
