import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import type { Aws } from "../aws.ts";
import { ABSENT, type Answer, type Truth, type Truths, from, localstack } from "../truth.ts";

const suite = (test: string, when: string) => localstack("sqs/test_sqs", `TestSqsProvider::${test}`, when);
const WAITS = "the 60-second waits after DeleteQueue and PurgeQueue are absent";

/** Asks once the truth's queue is made. */
const made = (
  ask: (aws: Aws, QueueUrl: string) => Promise<unknown>,
  Attributes: Record<string, string> = {},
): Truth["ask"] => {
  return async (aws) => {
    const { QueueUrl = "" } = await aws.sqs.send(new CreateQueueCommand({ QueueName: aws.name, Attributes }));
    return ask(aws, QueueUrl);
  };
};
const send = (aws: Aws, QueueUrl: string, input: Partial<SendMessageCommandInput> = {}) =>
  aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "test", ...input }));
const receive = async (
  aws: Aws,
  QueueUrl: string,
  input: Partial<ReceiveMessageCommandInput> = {},
): Promise<Message> => {
  const { Messages: [message = {}] = [] } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl, ...input }));
  return message;
};
const batch = (aws: Aws, QueueUrl: string, ...ids: string[]) =>
  aws.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: ids.map((Id) => ({ Id, MessageBody: "test" })) }));
/** The code of the query protocol stands in a header, which boto3 shows. */
const refused = (code: string, query: string, message: string | RegExp, status = 400): Answer => ({
  status,
  code,
  message,
  headers: { "x-amzn-query-error": `${query};Sender` },
});
const invalid = (message: string | RegExp) => refused("InvalidParameterValue", "InvalidParameterValue", message);
const OLD = "AWS.SimpleQueueService.";
const badId = refused(
  "InvalidBatchEntryId",
  `${OLD}InvalidBatchEntryId`,
  "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
);

export const TRUTHS: Truths = {
  service: "SQS",
  truths: [
    ...from(suite("test_send_message_with_updated_maximum_message_size", "2022-11-12"), {
      "SendMessage of more than the queue takes": {
        ask: made((aws, url) => send(aws, url, { MessageBody: "a".repeat(1025) }), { MaximumMessageSize: "1024" }),
        answer: invalid("One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes."),
      },
    }),
    ...from(
      suite("test_delete_message_batch_invalid_msg_id", "2022-10-13"),
      Object.fromEntries(
        ["", "testLongId".repeat(10), "invalid:id"].map((Id) => [
          `DeleteMessageBatch with the id '${Id}'`,
          {
            ask: made((aws, QueueUrl) =>
              aws.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id, ReceiptHandle: "a" }] })),
            ),
            answer: badId,
          },
        ]),
      ),
    ),
    ...from(suite("test_invalid_batch_id", "2022-12-12"), {
      "SendMessageBatch with an id of other characters": {
        ask: made((aws, url) => batch(aws, url, "a:b")),
        answer: badId,
      },
    }),
    ...from(suite("test_too_many_entries_in_batch_request", "2023-08-29"), {
      "SendMessageBatch of twenty": {
        ask: made((aws, url) => batch(aws, url, ...Array.from({ length: 20 }, (_, at) => `${at}`))),
        answer: refused(
          "TooManyEntriesInBatchRequest",
          `${OLD}TooManyEntriesInBatchRequest`,
          "Maximum number of entries per request are 10. You have sent 20.",
        ),
      },
    }),
    ...from(suite("test_send_message_batch_with_oversized_contents_with_updated_maximum_message_size", "2022-11-13"), {
      "SendMessageBatch tells the MD5 of each body": {
        ask: made((aws, QueueUrl) =>
          aws.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "2", MessageBody: "a" }] })),
        ),
        answer: {
          status: 200,
          members: { Successful: [{ Id: "2", MD5OfMessageBody: "0cc175b9c0f1b6a831c399e269772661" }] },
        },
      },
    }),
    ...from(suite("test_send_message_with_binary_attributes", "2022-12-22"), {
      "ReceiveMessage tells the MD5 of binary attributes": {
        ask: made(async (aws, url) => {
          const BinaryValue = Buffer.from("traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01");
          await send(aws, url, { MessageAttributes: { attr1: { DataType: "Binary", BinaryValue } } });
          return receive(aws, url, { MessageAttributeNames: ["All"] });
        }),
        answer: {
          status: 200,
          members: {
            MD5OfBody: "098f6bcd4621d373cade4e832627b4f6",
            MD5OfMessageAttributes: "8cbe4db156db8a94db8b801b7addb984",
          },
        },
      },
    }),
    ...from(suite("test_send_receive_max_number_of_messages", "2022-12-29"), {
      "ReceiveMessage of eleven": {
        ask: made((aws, url) => receive(aws, url, { MaxNumberOfMessages: 11 })),
        answer: invalid(
          "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
        ),
      },
    }),
    ...from(
      {
        where: "the project's page of differences from AWS that were recorded (LocalStack's suite, test_sqs.py)",
        when: "2026-12-01",
      },
      {
        "ChangeMessageVisibility once the time is over": {
          ask: made(async (aws, QueueUrl) => {
            await send(aws, QueueUrl);
            const { ReceiptHandle } = await receive(aws, QueueUrl, { VisibilityTimeout: 0 });
            await new Promise((resolve) => setTimeout(resolve, 20));
            return aws.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 10 }));
          }),
          answer: { status: 200 },
        },
        "PurgeQueue a second time at once": {
          ask: made(async (aws, QueueUrl) => {
            await aws.sqs.send(new PurgeQueueCommand({ QueueUrl }));
            return aws.sqs.send(new PurgeQueueCommand({ QueueUrl }));
          }),
          answer: { status: 403, code: "PurgeQueueInProgress" },
          gap: WAITS,
        },
        "CreateQueue of a name that was just deleted": {
          ask: made(async (aws, QueueUrl) => {
            await aws.sqs.send(new DeleteQueueCommand({ QueueUrl }));
            return aws.sqs.send(new CreateQueueCommand({ QueueName: aws.name }));
          }),
          answer: { status: 400, code: "QueueDeletedRecently" },
          gap: WAITS,
        },
        "a standard queue keeps the group of a message": {
          ask: made(async (aws, url) => {
            await send(aws, url, { MessageGroupId: "group-1" });
            return receive(aws, url, { MessageSystemAttributeNames: ["All"] });
          }),
          answer: { status: 200, members: { Attributes: { MessageGroupId: "group-1", ApproximateReceiveCount: "1" } } },
        },
        "a message keeps the trace that its sender names": {
          ask: made(async (aws, url) => {
            const StringValue = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1";
            await send(aws, url, { MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue } } });
            return receive(aws, url, { MessageSystemAttributeNames: ["AWSTraceHeader"] });
          }),
          answer: { status: 200, members: { Attributes: { AWSTraceHeader: /^Root=1-3152b799-/ } } },
        },
        "a message keeps the trace of its request": {
          ask: made(async (aws, url) => {
            aws.sqs.middlewareStack.add(
              (next) => (args) => {
                const { headers } = args.request as { headers: Record<string, string> };
                headers["x-amzn-trace-id"] =
                  "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1";
                return next(args);
              },
              { step: "build" },
            );
            await send(aws, url);
            return receive(aws, url, { MessageSystemAttributeNames: ["AWSTraceHeader"] });
          }),
          answer: { status: 200, members: { Attributes: { AWSTraceHeader: /^Root=1-3152b799-/ } } },
        },
      },
    ),
    ...from(
      {
        where: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference, errors of each operation",
        when: "2026-12-01",
      },
      {
        "GetQueueUrl of no queue": {
          ask: (aws) => aws.sqs.send(new GetQueueUrlCommand({ QueueName: "no-such-queue" })),
          answer: refused("QueueDoesNotExist", `${OLD}NonExistentQueue`, /queue does not exist/),
        },
        "SendMessage to no queue": {
          ask: (aws) => send(aws, `${aws.config.endpoint}/000000000000/no-such-queue`),
          answer: refused("QueueDoesNotExist", `${OLD}NonExistentQueue`, /queue does not exist/),
        },
        "CreateQueue of a name with other attributes": {
          ask: made((aws) =>
            aws.sqs.send(new CreateQueueCommand({ QueueName: aws.name, Attributes: { VisibilityTimeout: "7" } })),
          ),
          answer: refused("QueueNameExists", "QueueAlreadyExists", /VisibilityTimeout/),
        },
        "CreateQueue of a name again": {
          ask: made((aws) => aws.sqs.send(new CreateQueueCommand({ QueueName: aws.name }))),
          answer: { status: 200, members: { QueueUrl: /\/truth-\d+$/ } },
        },
        "SendMessageBatch of none": {
          ask: made((aws, url) => batch(aws, url)),
          answer: {
            status: 400,
            code: "EmptyBatchRequest",
            headers: { "x-amzn-query-error": `${OLD}EmptyBatchRequest;Sender` },
          },
        },
        "SendMessageBatch with an id twice": {
          ask: made((aws, url) => batch(aws, url, "a", "a")),
          answer: {
            status: 400,
            code: "BatchEntryIdsNotDistinct",
            headers: { "x-amzn-query-error": `${OLD}BatchEntryIdsNotDistinct;Sender` },
          },
        },
        "SendMessage of characters that XML does not have": {
          ask: made((aws, url) => send(aws, url, { MessageBody: "a\u0000" })),
          answer: { status: 400, code: "InvalidMessageContents" },
        },
        "ReceiveMessage of an empty queue": {
          ask: made((aws, QueueUrl) => aws.sqs.send(new ReceiveMessageCommand({ QueueUrl }))),
          answer: { status: 200, members: { Messages: ABSENT } },
        },
        "ChangeMessageVisibility with a handle that is none": {
          ask: made((aws, QueueUrl) =>
            aws.sqs.send(
              new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: "garbage", VisibilityTimeout: 1 }),
            ),
          ),
          answer: { status: 400, code: "ReceiptHandleIsInvalid" },
        },
        "SetQueueAttributes of a timeout beyond twelve hours": {
          ask: made((aws, QueueUrl) =>
            aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "43201" } })),
          ),
          answer: { status: 400, code: "InvalidAttributeValue" },
        },
      },
    ),
  ],
};
