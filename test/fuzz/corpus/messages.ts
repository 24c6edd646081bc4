import type { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import type { SQS } from "@aws-sdk/client-sqs";

/** Queues and their messages. */
export async function useSqs(sqs: SQS): Promise<void> {
  const { QueueUrl = "" } = await sqs.createQueue({ QueueName: "fuzzed", Attributes: { VisibilityTimeout: "1" } });
  await sqs.setQueueAttributes({
    QueueUrl,
    Attributes: { MessageRetentionPeriod: "600", ReceiveMessageWaitTimeSeconds: "0" },
  });
  await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
  await sqs.sendMessage({
    QueueUrl,
    MessageBody: "hello",
    MessageAttributes: { kind: { DataType: "String", StringValue: "x" }, n: { DataType: "Number", StringValue: "1" } },
  });
  await sqs.sendMessageBatch({
    QueueUrl,
    Entries: [
      { Id: "a", MessageBody: "1" },
      { Id: "b", MessageBody: "2" },
    ],
  });
  const { Messages = [] } = await sqs.receiveMessage({
    QueueUrl,
    MaxNumberOfMessages: 2,
    MessageAttributeNames: ["All"],
  });
  const ReceiptHandle = Messages[0]?.ReceiptHandle ?? "";
  await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
  await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
  await sqs.listQueues({ QueueNamePrefix: "f" });
  await sqs.tagQueue({ QueueUrl, Tags: { a: "b" } });
}

/** Log groups, streams and lines. */
export async function useLogs(logs: CloudWatchLogs): Promise<void> {
  const logGroupName = "/fuzz/group";
  const logStreamName = "2026/[x]stream";
  await logs.createLogGroup({ logGroupName, tags: { a: "b" } });
  await logs.createLogStream({ logGroupName, logStreamName });
  await logs.putLogEvents({
    logGroupName,
    logStreamName,
    logEvents: [
      { timestamp: Date.now(), message: '{"level":"INFO","n":3}' },
      { timestamp: Date.now(), message: "plain text" },
      {
        timestamp: Date.now(),
        message: JSON.stringify({
          _aws: {
            Timestamp: Date.now(),
            CloudWatchMetrics: [
              { Namespace: "Fuzz", Dimensions: [["service"], []], Metrics: [{ Name: "Tries", Unit: "Count" }] },
            ],
          },
          service: "x",
          Tries: [1, 2],
        }),
      },
    ],
  });
  await logs.filterLogEvents({ logGroupName, filterPattern: '{ $.level = "INFO" && $.n > 2 }', limit: 5 });
  await logs.filterLogEvents({ logGroupName, filterPattern: '?plain "text" -other', startTime: 0 });
  await logs.filterLogEvents({ logGroupName, filterPattern: "[a=%t.xt%, ..., b!=4* && (b>1 || b=x), c]" });
  await logs.filterLogEvents({ logGroupName, filterPattern: "{ $.a[*].['b.c'] != %x[0-9]{1,2}% || $.* NOT EXISTS }" });
  await logs.getLogEvents({ logGroupName, logStreamName, startFromHead: true });
  await logs.describeLogGroups({ logGroupNamePrefix: "/fuzz" });
  await logs.describeLogStreams({ logGroupName, orderBy: "LogStreamName", descending: true });
  await logs.putRetentionPolicy({ logGroupName, retentionInDays: 7 });
}
