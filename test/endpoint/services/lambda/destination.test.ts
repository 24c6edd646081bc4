import {
  CreateAliasCommand,
  ListFunctionEventInvokeConfigsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

const LOGS = { Action: "logs:*", Resource: "*" };

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;
let sqs: SQSClient;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  const role = await makeRole(endpoint.client, "sending-role", [
    LOGS,
    { Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-1:000000000000:*" },
  ]);
  functions = new Functions(endpoint.client, role);
  sqs = new SQSClient(endpoint.client);
});
afterAll(() => endpoint.stop());

async function makeQueue(QueueName: string): Promise<{ url: string; arn: string }> {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName }));
  return { url: QueueUrl, arn: `arn:aws:sqs:us-east-1:000000000000:${QueueName}` };
}

async function receive(QueueUrl: string): Promise<unknown> {
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  return JSON.parse(Messages?.[0]?.Body ?? "null");
}

test("sends the invocation record to the queue when all tries have failed", async () => {
  const queue = await makeQueue("failed");
  const arn = await functions.create(
    "failing",
    "export const handler = async () => { throw new RangeError('never'); };",
  );
  await functions.lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: "failing",
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    }),
  );

  await functions.invoke("failing", { picture: "ada.jpg" }, { InvocationType: "Event" });

  expect(await receive(queue.url)).toEqual({
    version: "1.0",
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
    requestContext: {
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      functionArn: `${arn}:$LATEST`,
      condition: "RetriesExhausted",
      approximateInvokeCount: 3,
    },
    requestPayload: { picture: "ada.jpg" },
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    responsePayload: {
      errorType: "RangeError",
      errorMessage: "never",
      trace: expect.arrayContaining(["RangeError: never"]) as string[],
    },
  });
});

test("sends the record of a success where there is a destination for it", async () => {
  const queue = await makeQueue("succeeded");
  await functions.create("succeeding", "export const handler = async () => ({ faces: 1 });");
  await functions.lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: "succeeding",
      DestinationConfig: { OnSuccess: { Destination: queue.arn } },
    }),
  );

  await functions.invoke("succeeding", {}, { InvocationType: "Event" });

  expect(await receive(queue.url)).toMatchObject({
    requestContext: { condition: "Success", approximateInvokeCount: 1 },
    responsePayload: { faces: 1 },
  });
});

test("runs the function that is the destination with the record as its event", async () => {
  const role = await makeRole(endpoint.client, "calling-role", [
    LOGS,
    { Action: "lambda:InvokeFunction", Resource: "arn:aws:lambda:us-east-1:000000000000:function:told" },
  ]);
  const told = await functions.create(
    "told",
    "export const handler = async (event) => console.log(JSON.stringify(event));",
  );
  await functions.create("telling", "export const handler = async () => ({ faces: 2 });", { Role: role });
  await functions.lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: "telling",
      DestinationConfig: { OnSuccess: { Destination: told } },
    }),
  );
  const lines: string[] = [];
  const finished = new Promise<void>((resolve) => {
    endpoint.bus.on("logged", (event) => void lines.push(...event.lines));
    endpoint.bus.on("finished", ({ functionName }) => {
      if (functionName === "told") resolve();
    });
  });

  await functions.invoke("telling", { a: 1 }, { InvocationType: "Event" });
  await finished;

  const line = lines.find((text) => text.includes("requestContext")) ?? "";
  expect(JSON.parse(line.slice(line.indexOf("{")))).toMatchObject({
    requestPayload: { a: 1 },
    responsePayload: { faces: 2 },
    requestContext: { condition: "Success" },
  });
});

test("sends the event of a function that is stopped by a concurrency of 0 without running it", async () => {
  const queue = await makeQueue("stopped");
  await functions.create("stopped", "export const handler = async () => 1;");
  await functions.lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName: "stopped", ReservedConcurrentExecutions: 0 }),
  );
  await functions.lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: "stopped",
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    }),
  );

  await functions.invoke("stopped", { a: 1 }, { InvocationType: "Event" });

  expect(await receive(queue.url)).toMatchObject({
    requestPayload: { a: 1 },
    requestContext: { approximateInvokeCount: 0 },
  });
});

test("loses the record where the role may not send it, and names the missing action", async () => {
  const queue = await makeQueue("unreachable");
  const role = await makeRole(endpoint.client, "mute-role", [LOGS]);
  await functions.create("mute", "export const handler = async () => { throw new Error('x'); };", { Role: role });
  await functions.lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: "mute",
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    }),
  );
  const notice = new Promise<string>((resolve) => {
    const stop = endpoint.bus.on("notice", ({ message }) => {
      stop();
      resolve(message);
    });
  });

  await functions.invoke("mute", {}, { InvocationType: "Event" });

  expect(await notice).toMatch(
    /RetriesExhausted.*did not reach arn:aws:sqs.*not authorized to perform: sqs:SendMessage/,
  );
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url }));
  expect(Messages ?? []).toEqual([]);
});

test("an event for an alias is run by its version, tried and given up as the alias says", async () => {
  const queue = await makeQueue("given-up");
  const arn = await functions.create("events", "export const handler = async () => { throw new Error('never'); };");
  const { lambda } = functions;
  await lambda.send(new PublishVersionCommand({ FunctionName: "events" }));
  await lambda.send(new CreateAliasCommand({ FunctionName: "events", Name: "live", FunctionVersion: "1" }));
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: "events",
      Qualifier: "live",
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    }),
  );
  const { FunctionEventInvokeConfigs } = await lambda.send(
    new ListFunctionEventInvokeConfigsCommand({ FunctionName: "events" }),
  );
  expect(FunctionEventInvokeConfigs?.map(({ FunctionArn }) => FunctionArn)).toEqual([`${arn}:live`]);

  await functions.invoke("events:live", {}, { InvocationType: "Event" });

  expect(await receive(queue.url)).toMatchObject({
    requestContext: { functionArn: `${arn}:live`, condition: "RetriesExhausted", approximateInvokeCount: 1 },
    responseContext: { executedVersion: "1" },
  });
});
