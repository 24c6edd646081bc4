import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
} from "@aws-sdk/client-cloudwatch";
import { PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { lastStatistics } from "../../../support/statistics.ts";
import { Functions, makeRole } from "../lambda/support.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let cloudWatch: CloudWatchClient;
let functions: Functions;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  cloudWatch = new CloudWatchClient(endpoint.client);
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "role"));
});

afterAll(() => endpoint.stop());

async function statistic(
  Namespace: string,
  MetricName: string,
  dimensions: Record<string, string>,
  name: "Sum" | "Maximum" | "SampleCount",
): Promise<number | undefined> {
  const [datapoint] = await lastStatistics(cloudWatch, { Namespace, MetricName }, dimensions, name);
  return datapoint?.[name];
}

/** Puts an alarm as the stack has them, and answers how to ask for its state. */
async function alarmOn(
  Namespace: string,
  MetricName: string,
  dimensions: Record<string, string>,
): Promise<() => Promise<string | undefined>> {
  const AlarmName = `${MetricName} of ${Object.values(dimensions).join()}`;
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Namespace,
      MetricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      Statistic: "Maximum",
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      TreatMissingData: "notBreaching",
    }),
  );
  return async () => {
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }));
    return MetricAlarms?.[0]?.StateValue;
  };
}

test("invocations, errors and durations of a function are measured, and raise its alarm", async () => {
  await functions.create(
    "fails",
    "export const handler = async (event) => { if (event.fail) throw new Error('on purpose'); };",
  );
  const FunctionName = { FunctionName: "fails" };
  const errors = await alarmOn("AWS/Lambda", "Errors", FunctionName);
  await functions.invoke("fails", {});
  expect(await errors()).toBe("OK");
  await functions.invoke("fails", { fail: true });
  expect(await errors()).toBe("ALARM");
  expect(await statistic("AWS/Lambda", "Invocations", FunctionName, "Sum")).toBe(2);
  expect(await statistic("AWS/Lambda", "Invocations", {}, "Sum")).toBe(2);
  expect(await statistic("AWS/Lambda", "Errors", { ...FunctionName, Resource: "fails" }, "Sum")).toBe(1);
  expect(await statistic("AWS/Lambda", "Duration", FunctionName, "SampleCount")).toBe(2);
  expect(await statistic("AWS/Lambda", "Duration", FunctionName, "Maximum")).toBeGreaterThan(0);
  expect(await statistic("AWS/Lambda", "ConcurrentExecutions", FunctionName, "Maximum")).toBe(1);
  expect(await statistic("AWS/Lambda", "Throttles", FunctionName, "Sum")).toBe(0);
});

test("invocations beyond the reserved concurrency are throttles", async () => {
  await functions.create("none", "export const handler = async () => 1;");
  await functions.lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName: "none", ReservedConcurrentExecutions: 0 }),
  );
  await expect(functions.invoke("none")).rejects.toMatchObject({ name: "TooManyRequestsException" });
  expect(await statistic("AWS/Lambda", "Throttles", { FunctionName: "none" }, "Sum")).toBe(1);
  expect(await statistic("AWS/Lambda", "Invocations", { FunctionName: "none" }, "Sum")).toBeUndefined();
});

test("what a queue holds is measured, and raises its alarm", async () => {
  const sqs = new SQSClient(endpoint.client);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "failed" }));
  const QueueName = { QueueName: "failed" };
  const depth = await alarmOn("AWS/SQS", "ApproximateNumberOfMessagesVisible", QueueName);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "four" }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "four", DelaySeconds: 900 }));
  expect(await depth()).toBe("ALARM");
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(await statistic("AWS/SQS", "ApproximateNumberOfMessagesNotVisible", QueueName, "Maximum")).toBe(1);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle }));
  await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(await statistic("AWS/SQS", "ApproximateNumberOfMessagesDelayed", QueueName, "Maximum")).toBe(1);
  expect(await statistic("AWS/SQS", "NumberOfMessagesSent", QueueName, "Sum")).toBe(2);
  expect(await statistic("AWS/SQS", "SentMessageSize", QueueName, "Sum")).toBe(8);
  expect(await statistic("AWS/SQS", "NumberOfMessagesReceived", QueueName, "Sum")).toBe(1);
  expect(await statistic("AWS/SQS", "NumberOfMessagesDeleted", QueueName, "Sum")).toBe(1);
  expect(await statistic("AWS/SQS", "NumberOfEmptyReceives", QueueName, "Sum")).toBe(1);
  const { Metrics } = await cloudWatch.send(new ListMetricsCommand({ Namespace: "AWS/SQS" }));
  expect(Metrics).toHaveLength(9);
});
