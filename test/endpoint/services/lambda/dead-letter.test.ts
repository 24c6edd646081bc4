import {
  GetFunctionConfigurationCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { CreateQueueCommand, type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { beforeAll, expect, test } from "vitest";
import { serveFunctions } from "./serve-functions.ts";
import { makeRole } from "./support.ts";

const TargetArn = "arn:aws:sqs:us-east-1:000000000000:given-up";
const FAILS = "export const handler = async () => { throw new Error('never'); };";

const { endpoint, functions } = await serveFunctions();
const sqs = new SQSClient(endpoint.client);
let QueueUrl = "";
let Role = "";

beforeAll(async () => {
  ({ QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "given-up" })));
  Role = await makeRole(endpoint.client, "sends", [{ Action: ["logs:*", "sqs:SendMessage"], Resource: "*" }]);
});

async function once(FunctionName: string): Promise<void> {
  await functions.lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }));
}

async function receive(WaitTimeSeconds: number): Promise<Message | undefined> {
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, MessageAttributeNames: ["All"] }),
  );
  return Messages?.[0];
}

test("an event that is given up goes to the dead-letter queue as it came, with the error beside it", async () => {
  await functions.create("dead", FAILS, { Role, DeadLetterConfig: { TargetArn } });
  await once("dead");
  const { DeadLetterConfig } = await functions.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: "dead" }),
  );
  expect(DeadLetterConfig).toEqual({ TargetArn });
  await functions.invoke("dead", { picture: "a.jpg" }, { InvocationType: "Event" });
  const message = await receive(10);
  expect(JSON.parse(message?.Body ?? "")).toEqual({ picture: "a.jpg" });
  expect(message?.MessageAttributes).toMatchObject({
    RequestID: { DataType: "String", StringValue: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
    ErrorCode: { DataType: "Number", StringValue: "200" },
    ErrorMessage: { DataType: "String", StringValue: "never" },
  });
});

test("a role that may not send loses the event, and a notice says so", async () => {
  const silent = await makeRole(endpoint.client, "silent");
  await functions.create("lost", FAILS, { Role: silent, DeadLetterConfig: { TargetArn } });
  await once("lost");
  const told = new Promise<string>((resolve) => {
    const stop = endpoint.bus.on("notice", ({ message }) => {
      stop();
      resolve(message);
    });
  });
  await functions.invoke("lost", {}, { InvocationType: "Event" });
  expect(await told).toMatch(/of lost did not reach its dead-letter queue .*sqs:SendMessage/i);
  expect(await receive(0)).toBeUndefined();
});

test("the queue is taken away by an empty ARN; a topic is refused, and so is what is no ARN", async () => {
  await functions.create("changed", FAILS, { Role, DeadLetterConfig: { TargetArn } });
  const change = (arn: string) =>
    functions.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: "changed", DeadLetterConfig: { TargetArn: arn } }),
    );
  expect((await change("")).DeadLetterConfig).toBeUndefined();
  await expect(change("arn:aws:sns:us-east-1:000000000000:topic")).rejects.toThrow(/topic .* is not supported/);
  await expect(change("given-up")).rejects.toMatchObject({ name: "ValidationException" });
});
