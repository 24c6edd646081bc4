import type { ServiceGaps } from "../../service-definition.ts";

const QUEUE = ["AWS::SQS::Queue"];

/** What SQS leaves out, and where it differs. */
export const SQS_GAPS: ServiceGaps = {
  partly: {
    CreateQueue: "no FIFO queues",
    StartMessageMoveTask: "refused on a dead-letter queue; on another queue it answers as AWS does",
  },
  refused: [{ concerns: QUEUE, text: "FIFO queues, permissions by `AddPermission`, lists of move tasks" }],
  differences: [
    { concerns: ["AWS::SQS::QueuePolicy"], text: "queue policies are stored, not evaluated" },
    { concerns: QUEUE, text: "the 60-second waits after DeleteQueue and PurgeQueue are absent" },
    {
      concerns: [],
      text: "the AWS CLI version 1 ignores `AWS_ENDPOINT_URL` for `aws sqs`; give it `--endpoint-url`",
    },
  ],
};
