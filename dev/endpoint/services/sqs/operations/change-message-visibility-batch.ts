import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { type BatchResult, checkBatch, entriesOf, runBatch } from "../batch.ts";
import { QueueUrl, VisibilityTimeout, arnOfUrl, sqsParser } from "../members.ts";
import { changeVisibility } from "../receipts.ts";

const parse = sqsParser(
  v.object({
    QueueUrl,
    Entries: entriesOf({ ReceiptHandle: v.string(), VisibilityTimeout: v.optional(VisibilityTimeout, 0) }),
  }),
);

/** Changes how long up to ten received messages stay hidden. */
export function changeMessageVisibilityBatch(
  context: SqsContext,
): Operation<ReturnType<typeof parse>, BatchResult<{ Id: string }>> {
  return {
    parse,
    permissions: (input, call) => [{ action: "sqs:ChangeMessageVisibility", resource: arnOfUrl(input.QueueUrl, call) }],
    async run(input, call) {
      checkBatch(input.Entries);
      const { id, result } = await context.queues.write(() => {
        const queue = context.queues.get(input.QueueUrl, call);
        const run = (entry: (typeof input.Entries)[number]) => {
          changeVisibility(context, queue, entry.ReceiptHandle, entry.VisibilityTimeout);
          return { Id: entry.Id };
        };
        return { id: queue.id, result: runBatch(context, input.Entries, run) };
      });
      context.arrivals.announce(id);
      return result;
    },
  };
}
