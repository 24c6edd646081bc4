import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { QueueUrl, VisibilityTimeout, arnOfUrl, sqsParser } from "../members.ts";
import { changeVisibility } from "../receipts.ts";

const parse = sqsParser(v.object({ QueueUrl, ReceiptHandle: v.string(), VisibilityTimeout }));

/** Hides a received message for longer, or shows it again with 0. */
export function changeMessageVisibility(context: SqsContext): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => [{ action: "sqs:ChangeMessageVisibility", resource: arnOfUrl(input.QueueUrl, call) }],
    async run(input, call) {
      const id = await context.queues.write(() => {
        const queue = context.queues.get(input.QueueUrl, call);
        changeVisibility(context, queue, input.ReceiptHandle, input.VisibilityTimeout);
        return queue.id;
      });
      context.arrivals.announce(id);
      return {};
    },
  };
}
