import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import {
  AddPermissionCommand,
  GetFunctionRecursionConfigCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
  PutFunctionRecursionConfigCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../../../dev/config/project.ts";
import { inChain } from "../../../../dev/endpoint/services/lambda/lineage.ts";
import type { FunctionRecord } from "../../../../dev/endpoint/services/lambda/function-record.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;
let s3: S3Client;
const notices: string[] = [];

beforeAll(async () => {
  endpoint = await startTestEndpoint({ settings: { project: PROJECT } });
  endpoint.bus.on("notice", ({ message }) => notices.push(message));
  functions = new Functions(
    endpoint.client,
    await makeRole(endpoint.client, "recursive", [{ Action: ["logs:*", "s3:*", "sqs:*", "lambda:*"], Resource: "*" }]),
  );
  s3 = new S3Client(endpoint.client);
});

afterAll(() => endpoint.stop());

/** Writes into the bucket that it is notified of, by the SDK, which hands the trace header on. */
const LOOP = `import { S3Client, PutObjectCommand } from "@aws-sdk/client-s3";
const s3 = new S3Client({ forcePathStyle: true });
export const handler = async ({ Records: [{ s3: { bucket, object } }] }) => {
  if (object.key.length > 30) return;
  await s3.send(new PutObjectCommand({ Bucket: bucket.name, Key: object.key + "x", Body: "again" }));
};`;

async function loopIn(Bucket: string): Promise<void> {
  const LambdaFunctionArn = await functions.create(Bucket, LOOP, { Timeout: 30, MemorySize: 512 });
  await functions.lambda.send(
    new AddPermissionCommand({
      FunctionName: Bucket,
      StatementId: "s3",
      Action: "lambda:InvokeFunction",
      Principal: "s3.amazonaws.com",
    }),
  );
  await s3.send(new CreateBucketCommand({ Bucket }));
  const NotificationConfiguration = {
    LambdaFunctionConfigurations: [{ LambdaFunctionArn, Events: ["s3:ObjectCreated:*" as const] }],
  };
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
}

async function objects(Bucket: string): Promise<number> {
  return (await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount ?? 0;
}

test(
  "a function that writes into its own bucket is stopped after 16 rounds, its event kept and told",
  { timeout: 120_000 },
  async () => {
    await loopIn("looping");
    const sqs = new SQSClient(endpoint.client);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "dropped" }));
    await functions.lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: "looping",
        DestinationConfig: { OnFailure: { Destination: "arn:aws:sqs:us-east-1:000000000000:dropped" } },
      }),
    );
    await s3.send(new PutObjectCommand({ Bucket: "looping", Key: "x", Body: "first" }));
    let letter: string | undefined;
    await expect
      .poll(
        async () => {
          const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }));
          letter ??= Messages[0]?.Body;
          return letter;
        },
        { timeout: 90_000 },
      )
      .toBeDefined();
    // The first object, and one of each of the 16 invocations.
    expect(await objects("looping")).toBe(17);
    const dropped = JSON.parse(letter ?? "") as { requestPayload: { Records: { s3: { object: { key: string } } }[] } };
    expect(dropped.requestPayload.Records[0]?.s3.object.key).toBe("x".repeat(17));
    expect(notices.filter((notice) => notice.includes("looping was invoked 16 times"))).toHaveLength(1);
    const { Datapoints = [] } = await new CloudWatchClient(endpoint.client).send(
      new GetMetricStatisticsCommand({
        Namespace: "AWS/Lambda",
        MetricName: "RecursiveInvocationsDropped",
        Dimensions: [{ Name: "FunctionName", Value: "looping" }],
        StartTime: new Date(Date.now() - 3_600_000),
        EndTime: new Date(Date.now() + 60_000),
        Period: 60,
        Statistics: ["Sum"],
      }),
    );
    expect(Datapoints.map(({ Sum }) => Sum)).toEqual([1]);
    await sleep(1000);
    expect(await objects("looping")).toBe(17);
  },
);

test("one that is allowed to goes on", { timeout: 120_000 }, async () => {
  await loopIn("allowed");
  const name = { FunctionName: "allowed" };
  const { lambda } = functions;
  expect(await lambda.send(new GetFunctionRecursionConfigCommand(name))).toMatchObject({ RecursiveLoop: "Terminate" });
  await lambda.send(new PutFunctionRecursionConfigCommand({ ...name, RecursiveLoop: "Allow" }));
  expect(await lambda.send(new GetFunctionRecursionConfigCommand(name))).toMatchObject({ RecursiveLoop: "Allow" });
  await s3.send(new PutObjectCommand({ Bucket: "allowed", Key: "x", Body: "first" }));
  // Until its own end.
  await expect.poll(() => objects("allowed"), { timeout: 90_000 }).toBe(31);
});

test("who waits for one invocation too many gets the error by its name; a handler hands its chain on", async () => {
  await functions.create(
    "deep",
    `import { LambdaClient, InvokeCommand } from "@aws-sdk/client-lambda";
const lambda = new LambdaClient();
export const handler = async () => {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "other" }));
  return JSON.parse(Buffer.from(Payload).toString());
};`,
    { Timeout: 60, MemorySize: 512 },
  );
  await functions.create("other", "export const handler = async () => process.env._X_AMZN_TRACE_ID;");
  expect((await functions.invoke("deep")).answer).toMatch(/;Lineage=[0-9a-f]{8}:0\|[0-9a-f]{8}:0$/);

  const [hash = ""] = inChain(record("other"), undefined).lineage.split(":");
  const invokeAfter = async (count: number) => {
    const lambda = new LambdaClient(endpoint.client);
    lambda.middlewareStack.add(
      (next) => (args) => {
        const header = `Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=${hash}:${count}`;
        (args.request as { headers: Record<string, string> }).headers["x-amzn-trace-id"] = header;
        return next(args);
      },
      { step: "build", name: "chain" },
    );
    return lambda.send(new InvokeCommand({ FunctionName: "other" }));
  };
  expect((await invokeAfter(14)).StatusCode).toBe(200);
  await expect(invokeAfter(15)).rejects.toMatchObject({
    name: "RecursiveInvocationException",
    $metadata: { httpStatusCode: 400 },
  });
});

const record = (name: string, recursiveLoop?: "Allow"): FunctionRecord =>
  ({ account: "000000000000", region: "us-east-1", name, recursiveLoop }) as FunctionRecord;

test("each function of a chain is counted by itself, and many of one cause do not add up", () => {
  let lineage: string | undefined;
  const loops: boolean[] = [];
  for (let round = 0; round < 17; round++) {
    for (const name of ["a", "b"]) {
      const place = inChain(record(name), lineage);
      lineage = place.lineage;
      loops.push(place.isLoop);
    }
  }
  expect(loops.indexOf(true)).toBe(32);
  expect(inChain(record("a", "Allow"), lineage).isLoop).toBe(false);
  expect(inChain(record("c"), lineage)).toMatchObject({ isLoop: false });
  const one = inChain(record("a"), undefined).lineage;
  for (let sibling = 0; sibling < 40; sibling++) expect(inChain(record("b"), one).isLoop).toBe(false);
  for (const odd of ["", "x:1", "00000000:-1", "|", "00000000:999999", "zz|||"]) {
    expect(inChain(record("a"), odd)).toMatchObject({
      isLoop: false,
      lineage: expect.stringMatching(/^[0-9a-f]{8}:0$/) as string,
    });
  }
});
