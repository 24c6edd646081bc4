import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import type { Aws } from "../aws.ts";
import { ABSENT, type Answer, type Truth, type Truths, from, localemu, localstack } from "../truth.ts";

const suite = (test: string, when: string) => localemu("sqs/test_sqs", `TestSqsProvider::${test}`, when);
const TRACE = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1";

const made = (ask: (aws: Aws, QueueUrl: string) => Promise<unknown>): Truth["ask"] => {
  return async (aws) => {
    const { QueueUrl = "" } = await aws.sqs.send(new CreateQueueCommand({ QueueName: aws.name }));
    return ask(aws, QueueUrl);
  };
};
const refused = (code: string, query: string, message: string): Answer => ({
  status: 400,
  code,
  message,
  headers: { "x-amzn-query-error": `${query};Sender` },
});
/** A gap: what concerns FIFO queues is refused as such. */
const NO_FIFO = "no FIFO queues";
const unknown = (attribute: string) =>
  refused("InvalidAttributeName", "InvalidAttributeName", `Unknown Attribute ${attribute}.`);
const creating = (attribute: string): Truth["ask"] => {
  const Attributes = { [attribute]: attribute === "FifoQueue" ? "false" : "true" };
  return (aws) => aws.sqs.send(new CreateQueueCommand({ QueueName: aws.name, Attributes }));
};
const inGroup = (MessageGroupId: string): Truth["ask"] =>
  made((aws, QueueUrl) => aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "test", MessageGroupId })));
const received = async (aws: Aws, QueueUrl: string) => {
  const asked = { QueueUrl, MessageSystemAttributeNames: ["All" as const] };
  const { Messages: [message = {}] = [] } = await aws.sqs.send(new ReceiveMessageCommand(asked));
  return message;
};

export const TRUTHS: Truths = {
  service: "SQS",
  truths: [
    ...from(suite("test_set_unsupported_attribute_standard[sqs]", "2024-05-14"), {
      "SetQueueAttributes of FifoQueue on a standard queue": {
        ask: made((aws, QueueUrl) =>
          aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { FifoQueue: "true" } })),
        ),
        answer: unknown("FifoQueue"),
        gap: NO_FIFO,
      },
    }),
    ...from(suite("test_create_standard_queue_with_fifo_attribute_raises_error[sqs]", "2024-05-15"), {
      "CreateQueue of a standard queue with FifoQueue": {
        ask: creating("FifoQueue"),
        answer: unknown("FifoQueue"),
        gap: NO_FIFO,
      },
      "CreateQueue of a standard queue with ContentBasedDeduplication": {
        ask: creating("ContentBasedDeduplication"),
        answer: unknown("ContentBasedDeduplication"),
        gap: NO_FIFO,
      },
    }),
    ...from(suite("test_receive_empty_queue[sqs]", "2025-02-10"), {
      "ReceiveMessage of an empty queue": {
        ask: made((aws, QueueUrl) => aws.sqs.send(new ReceiveMessageCommand({ QueueUrl }))),
        answer: { status: 200, members: { Messages: ABSENT } },
      },
    }),
    ...from(suite("test_send_empty_message[sqs]", "2025-09-22"), {
      "SendMessage of nothing": {
        ask: made((aws, QueueUrl) => aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "" }))),
        answer: refused(
          "MissingRequiredParameterException",
          "MissingParameter",
          "The request must contain the parameter MessageBody.",
        ),
      },
    }),
    ...from(suite("test_fair_queue_with_message_group_id[sqs]", "2025-08-18"), {
      "a standard queue keeps the group of a message": {
        ask: made(async (aws, QueueUrl) => {
          await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "message", MessageGroupId: "test" }));
          return received(aws, QueueUrl);
        }),
        answer: {
          status: 200,
          members: {
            MD5OfBody: "78e731027d8fd50ed642340b7c9a63b3",
            Attributes: { MessageGroupId: "test", ApproximateReceiveCount: "1", SenderId: /./ },
          },
        },
      },
    }),
    ...from(
      suite("test_send_message_to_standard_queue_with_invalid_message_group_id", "2025-07-30"),
      Object.fromEntries(
        ["a".repeat(129), "group 123"].map((group) => [
          `SendMessage with a group of ${group.length} characters`,
          {
            ask: inGroup(group),
            answer: refused(
              "InvalidParameterValueException",
              "InvalidParameterValue",
              `Value ${group} for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
            ),
          },
        ]),
      ),
    ),
    ...from(suite("test_aws_trace_header_propagation[sqs]", "2025-06-27"), {
      "a message keeps the trace of its request": {
        ask: made(async (aws, QueueUrl) => {
          aws.sqs.middlewareStack.add(
            (next) => (args) => {
              const { headers } = args.request as { headers: Record<string, string> };
              headers["x-amzn-trace-id"] = TRACE;
              return next(args);
            },
            { step: "build" },
          );
          await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "test" }));
          return received(aws, QueueUrl);
        }),
        answer: { status: 200, members: { Attributes: { AWSTraceHeader: TRACE } } },
      },
    }),
    ...from(suite("test_set_queue_attributes_default_values[sqs]", "2025-12-10"), {
      "GetQueueAttributes of a new queue": {
        ask: made((aws, QueueUrl) =>
          aws.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] })),
        ),
        answer: {
          status: 200,
          members: {
            Attributes: {
              ApproximateNumberOfMessages: "0",
              ApproximateNumberOfMessagesDelayed: "0",
              ApproximateNumberOfMessagesNotVisible: "0",
              DelaySeconds: "0",
              MaximumMessageSize: "1048576",
              MessageRetentionPeriod: "345600",
              ReceiveMessageWaitTimeSeconds: "0",
              SqsManagedSseEnabled: "true",
              VisibilityTimeout: "30",
              QueueArn: /^arn:aws:sqs:us-east-1:\d{12}:truth-\d+$/,
              Policy: ABSENT,
            },
          },
        },
      },
    }),
    ...from(
      localstack("sqs/test_sqs", "TestSqsProvider::test_invalid_dead_letter_arn_rejected_before_lookup", "2023-11-14"),
      {
        "CreateQueue with a dead-letter queue that is no ARN": {
          ask: (aws) =>
            aws.sqs.send(
              new CreateQueueCommand({
                QueueName: aws.name,
                Attributes: { RedrivePolicy: '{"deadLetterTargetArn": "dummy", "maxReceiveCount": 42}' },
              }),
            ),
          answer: refused(
            "InvalidParameterValueException",
            "InvalidParameterValue",
            'Value {"deadLetterTargetArn": "dummy", "maxReceiveCount": 42} for parameter RedrivePolicy is invalid. Reason: Invalid value for deadLetterTargetArn.',
          ),
        },
      },
    ),
  ],
};
