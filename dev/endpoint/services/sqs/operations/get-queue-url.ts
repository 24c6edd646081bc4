import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { queueDoesNotExist } from "../errors.ts";
import { queueArn, sqsParser } from "../members.ts";

const parse = sqsParser(v.object({ QueueName: v.string(), QueueOwnerAWSAccountId: v.optional(v.string()) }));

/** Answers the URL of a queue. */
export function getQueueUrl({
  queues,
  endpointUrl,
}: SqsContext): Operation<ReturnType<typeof parse>, { QueueUrl: string }> {
  return {
    parse,
    permissions: (input, { caller, region }) => [
      {
        action: "sqs:GetQueueUrl",
        resource: queueArn(region, { account: input.QueueOwnerAWSAccountId ?? caller.account, name: input.QueueName }),
      },
    ],
    run(input, { caller, region }) {
      const account = input.QueueOwnerAWSAccountId ?? caller.account;
      return queues.read(() => {
        const queue = queues.find(region, { account, name: input.QueueName });
        if (queue === undefined) throw queueDoesNotExist();
        return { QueueUrl: `${endpointUrl()}/${queue.account}/${queue.name}` };
      });
    },
  };
}
