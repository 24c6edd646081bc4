import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { send, signed } from "../../../support/signed-request.ts";

/** CloudWatch and SQS in the query protocol, as botocore 1.29 spoke it; newer SDKs speak other ones. */

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
});

afterAll(() => endpoint.stop());

/** Sends a form, and answers the XML without its request id. */
async function call(service: string, Action: string, members: Record<string, string> = {}): Promise<string> {
  const request = {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: new URLSearchParams({ Action, Version: "2010-08-01", ...members }).toString(),
  };
  const { body } = await send(endpoint.url, await signed(endpoint.url, request, { service }));
  return body.replace(/<RequestId>[^<]+<\/RequestId>/, "");
}

const ALARM = {
  AlarmName: "orders",
  Namespace: "Shop",
  MetricName: "Orders",
  Statistic: "Sum",
  Period: "60",
  EvaluationPeriods: "1",
  Threshold: "10",
  ComparisonOperator: "GreaterThanThreshold",
  ActionsEnabled: "false",
  AlarmActions: "",
  "Dimensions.member.1.Name": "Stage",
  "Dimensions.member.1.Value": "1",
};

test("CloudWatch reads numbers, booleans and empty lists in a form", async () => {
  expect(await call("monitoring", "PutMetricAlarm", ALARM)).toBe(
    '<PutMetricAlarmResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><ResponseMetadata></ResponseMetadata></PutMetricAlarmResponse>',
  );
  const described = await call("monitoring", "DescribeAlarms", { "AlarmNames.member.1": "orders", MaxRecords: "5" });
  expect(described).toContain("<ActionsEnabled>false</ActionsEnabled>");
  expect(described).toContain("<Dimensions><member><Name>Stage</Name><Value>1</Value></member></Dimensions>");
  expect(described).toMatch(/<StateUpdatedTimestamp>\d{4}-\d\d-\d\dT[\d:.]+Z<\/StateUpdatedTimestamp>/);
});

test("CloudWatch reads values and times in a form, and writes times and maps", async () => {
  const at = `${new Date(Date.now() - 600_000).toISOString().slice(0, 16)}:00Z`;
  await call("monitoring", "PutMetricData", {
    Namespace: "Shop",
    "MetricData.member.1.MetricName": "Latency",
    "MetricData.member.1.Timestamp": at,
    "MetricData.member.1.Value": "1.5",
    "MetricData.member.2.MetricName": "Latency",
    "MetricData.member.2.Timestamp": at,
    "MetricData.member.2.Values.member.1": "2.5",
    "MetricData.member.2.Counts.member.1": "2",
  });
  const answer = await call("monitoring", "GetMetricStatistics", {
    Namespace: "Shop",
    MetricName: "Latency",
    StartTime: at,
    EndTime: new Date().toISOString(),
    Period: "3600",
    "Statistics.member.1": "Sum",
    "ExtendedStatistics.member.1": "p50",
  });
  expect(answer).toContain(
    `<member><Timestamp>${at.replace("Z", ".000Z")}</Timestamp><Sum>6.5</Sum><ExtendedStatistics><entry><key>p50</key><value>2.5</value></entry></ExtendedStatistics><Unit>None</Unit></member>`,
  );
});

test("CloudWatch's errors have the codes of the query protocol", async () => {
  const answer = await call("monitoring", "PutMetricAlarm", { ...ALARM, Threshold: "no" });
  expect(answer).toContain("<Code>ValidationError</Code>");
  const combination = await call("monitoring", "PutMetricAlarm", { ...ALARM, ExtendedStatistic: "p50" });
  expect(combination).toContain("<Type>Sender</Type><Code>InvalidParameterCombination</Code>");
  expect(await call("monitoring", "PutDashboard")).toContain("<Code>UnsupportedOperation</Code>");
});

test("SQS reads and writes flat lists and maps", async () => {
  const created = await call("sqs", "CreateQueue", {
    QueueName: "work",
    "Attribute.1.Name": "VisibilityTimeout",
    "Attribute.1.Value": "60",
    "Tag.1.Key": "team",
    "Tag.1.Value": "shop",
  });
  const QueueUrl = `${endpoint.url}/000000000000/work`;
  expect(created).toContain(`<CreateQueueResult><QueueUrl>${QueueUrl}</QueueUrl></CreateQueueResult>`);
  expect(await call("sqs", "ListQueues", { MaxResults: "1" })).toContain(`<QueueUrl>${QueueUrl}</QueueUrl>`);
  expect(await call("sqs", "ListQueueTags", { QueueUrl })).toContain("<Tag><Key>team</Key><Value>shop</Value></Tag>");
  const attributes = await call("sqs", "GetQueueAttributes", { QueueUrl, "AttributeName.1": "VisibilityTimeout" });
  expect(attributes).toContain("<Attribute><Name>VisibilityTimeout</Name><Value>60</Value></Attribute>");
  const sent = await call("sqs", "SendMessageBatch", {
    QueueUrl,
    "SendMessageBatchRequestEntry.1.Id": "a",
    "SendMessageBatchRequestEntry.1.MessageBody": "<one> & two",
    "SendMessageBatchRequestEntry.1.DelaySeconds": "0",
    "SendMessageBatchRequestEntry.1.MessageAttribute.1.Name": "kind",
    "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType": "String",
    "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue": "x",
    "SendMessageBatchRequestEntry.2.Id": "b",
    "SendMessageBatchRequestEntry.2.MessageBody": "",
  });
  expect(sent).toContain("<SendMessageBatchResultEntry><Id>a</Id>");
  expect(sent).toContain("<BatchResultErrorEntry><Id>b</Id>");
  const received = await call("sqs", "ReceiveMessage", {
    QueueUrl,
    MaxNumberOfMessages: "10",
    "AttributeName.1": "ApproximateReceiveCount",
    "MessageAttributeName.1": "All",
  });
  expect(received).toContain("<Message><MessageId>");
  expect(received).toContain("<Body>&lt;one&gt; &amp; two</Body>");
  expect(received).toContain("<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>");
  expect(received).toContain("<Name>kind</Name><Value><DataType>String</DataType><StringValue>x</StringValue></Value>");
});

test("SQS's errors have the codes of the query protocol", async () => {
  const QueueUrl = `${endpoint.url}/000000000000/absent`;
  const answer = await call("sqs", "PurgeQueue", { QueueUrl });
  expect(answer).toContain("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>");
  expect(await call("sqs", "AddPermission", { QueueUrl })).toContain(
    "<Code>AWS.SimpleQueueService.UnsupportedOperation</Code>",
  );
});
