import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  TagQueueCommand,
} from "@aws-sdk/client-sqs";
import type { Aws } from "../aws.ts";
import { type Answer, type Truth, type Truths, from, localstack } from "../truth.ts";

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
const invalid = (message: string | RegExp) =>
  refused("InvalidParameterValueException", "InvalidParameterValue", message);
const OLD = "AWS.SimpleQueueService.";
const badId = refused(
  "InvalidBatchEntryId",
  `${OLD}InvalidBatchEntryId`,
  "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
);

const twenty = <Entry>(entry: Entry) => Array.from({ length: 20 }, (_, at) => ({ Id: `${at}`, ...entry }));
const tooMany = refused(
  "TooManyEntriesInBatchRequest",
  `${OLD}TooManyEntriesInBatchRequest`,
  "Maximum number of entries per request are 10. You have sent 20.",
);
export const TRUTHS: Truths = {
  service: "SQS",
  truths: [
    ...from(suite("test_send_message_with_updated_maximum_message_size", "2023-11-14"), {
      "SendMessage of more than the queue takes": {
        ask: made((aws, url) => send(aws, url, { MessageBody: "a".repeat(1025) }), { MaximumMessageSize: "1024" }),
        answer: invalid("One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes."),
      },
    }),
    ...from(
      suite("test_delete_message_batch_invalid_msg_id", "2023-11-14"),
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
    ...from(suite("test_invalid_batch_id", "2023-11-14"), {
      "SendMessageBatch with an id of other characters": {
        ask: made((aws, url) => batch(aws, url, "a:b")),
        answer: badId,
      },
    }),
    ...from(suite("test_too_many_entries_in_batch_request", "2023-11-14"), {
      "SendMessageBatch of twenty": {
        ask: made((aws, url) => batch(aws, url, ...Array.from({ length: 20 }, (_, at) => `${at}`))),
        answer: tooMany,
      },
    }),
    ...from(suite("test_send_message_batch_with_oversized_contents_with_updated_maximum_message_size", "2023-11-14"), {
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
    ...from(suite("test_send_message_with_binary_attributes", "2023-11-14"), {
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
    ...from(suite("test_send_receive_max_number_of_messages", "2023-11-14"), {
      "ReceiveMessage of eleven": {
        ask: made((aws, url) => receive(aws, url, { MaxNumberOfMessages: 11 })),
        answer: invalid(
          "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
        ),
      },
    }),
    ...from(suite("test_change_message_visibility_after_visibility_timeout_expiration", "2023-11-14"), {
      "ChangeMessageVisibility once the time is over": {
        ask: made(async (aws, QueueUrl) => {
          await send(aws, QueueUrl);
          const { ReceiptHandle } = await receive(aws, QueueUrl, { VisibilityTimeout: 0 });
          await new Promise((resolve) => setTimeout(resolve, 20));
          return aws.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 10 }));
        }),
        answer: { status: 200 },
      },
    }),
    ...from(suite("test_successive_purge_calls_fail", "2023-11-14"), {
      "PurgeQueue a second time at once": {
        ask: made(async (aws, QueueUrl) => {
          await aws.sqs.send(new PurgeQueueCommand({ QueueUrl }));
          return aws.sqs.send(new PurgeQueueCommand({ QueueUrl }));
        }),
        answer: refused(
          "PurgeQueueInProgress",
          `${OLD}PurgeQueueInProgress`,
          /^Only one PurgeQueue operation on truth-\d+ is allowed every 60 seconds\.$/,
          403,
        ),
        gap: WAITS,
      },
    }),
    ...from(suite("test_non_existent_queue", "2023-11-14"), {
      "GetQueueUrl of no queue": {
        ask: (aws) => aws.sqs.send(new GetQueueUrlCommand({ QueueName: "no-such-queue" })),
        answer: refused("QueueDoesNotExist", `${OLD}NonExistentQueue`, "The specified queue does not exist."),
      },
    }),
    ...from(suite("test_create_queue_with_different_attributes_raises_exception", "2022-08-04"), {
      "CreateQueue of a name with another attribute": {
        ask: made((aws) =>
          aws.sqs.send(new CreateQueueCommand({ QueueName: aws.name, Attributes: { DelaySeconds: "7" } })),
        ),
        answer: {
          message: "A queue already exists with the same name and a different value for attribute DelaySeconds",
          headers: { "x-amzn-query-error": "QueueAlreadyExists;Sender" },
        },
      },
    }),
    ...from(suite("test_delete_message_batch_with_too_large_batch", "2023-11-14"), {
      "DeleteMessageBatch of twenty": {
        ask: made((aws, QueueUrl) =>
          aws.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: twenty({ ReceiptHandle: "a" }) })),
        ),
        answer: tooMany,
      },
    }),
    ...from(suite("test_change_message_visibility_batch_with_too_large_batch", "2023-11-14"), {
      "ChangeMessageVisibilityBatch of twenty": {
        ask: made((aws, QueueUrl) =>
          aws.sqs.send(
            new ChangeMessageVisibilityBatchCommand({
              QueueUrl,
              Entries: twenty({ ReceiptHandle: "a", VisibilityTimeout: 1 }),
            }),
          ),
        ),
        answer: tooMany,
      },
    }),
    ...from(suite("test_send_message_with_empty_string_attribute", "2023-11-14"), {
      "SendMessage with an attribute of no characters": {
        ask: made((aws, url) =>
          send(aws, url, { MessageAttributes: { ErrorDetails: { DataType: "String", StringValue: "" } } }),
        ),
        answer: invalid("Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'."),
      },
    }),
    ...from(suite("test_tag_untag_queue", "2023-11-14"), {
      "ListQueueTags of a queue with a tag of no value": {
        ask: made(async (aws, QueueUrl) => {
          await aws.sqs.send(new TagQueueCommand({ QueueUrl, Tags: { tag1: "value1", tag3: "" } }));
          return aws.sqs.send(new ListQueueTagsCommand({ QueueUrl }));
        }),
        answer: { status: 200, members: { Tags: { tag1: "value1", tag3: "" } } },
      },
    }),
    ...from(
      suite("test_receive_message_message_attribute_names_filters", "2023-07-06"),
      Object.fromEntries(
        (
          [
            ["All", "4c360f3fdafd970e05fae2f149d997f5"],
            [".*", "4c360f3fdafd970e05fae2f149d997f5"],
            ["He.*", "83fee93c1bcd8b9a5a923ffacdc636c7"],
            ["Hello", "a311262e065454b75da111d535b8dacd"],
          ] as const
        ).map(([name, md5]) => [
          `ReceiveMessage that asks for the attributes ${name}`,
          {
            ask: made(async (aws, url) => {
              const text = (StringValue: string) => ({ DataType: "String", StringValue });
              const MessageAttributes = { "Help.Me": text("Me"), Hello: text("There"), General: text("Kenobi") };
              await send(aws, url, { MessageBody: "msg", MessageAttributes });
              return receive(aws, url, { MessageAttributeNames: [name] });
            }),
            answer: {
              status: 200,
              members: { MD5OfBody: "6e2baaf3b97dbeef01c0043275f9a0e7", MD5OfMessageAttributes: md5 },
            },
          },
        ]),
      ),
    ),
  ],
};
