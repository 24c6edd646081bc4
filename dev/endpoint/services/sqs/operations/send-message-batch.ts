import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { ServiceError } from "../../../errors.ts";
import { type BatchResult, checkBatch, entriesOf, runBatch } from "../batch.ts";
import { QueueUrl, arnOfUrl, sqsParser } from "../members.ts";
import { OutgoingMembers, type Sent, enqueue, sizeOfMessage } from "../send.ts";

/** Bytes that the messages of a batch may have together. */
const LARGEST_BATCH = 1_048_576;

const parse = sqsParser(v.object({ QueueUrl, Entries: entriesOf(OutgoingMembers) }));

/** Puts up to ten messages into a queue. */
export function sendMessageBatch(
  context: SqsContext,
): Operation<ReturnType<typeof parse>, BatchResult<{ Id: string } & Sent>> {
  return {
    parse,
    permissions: (input, call) => [{ action: "sqs:SendMessage", resource: arnOfUrl(input.QueueUrl, call) }],
    async run(input, call) {
      checkBatch(input.Entries);
      const size = input.Entries.reduce((sum, entry) => sum + sizeOfMessage(entry), 0);
      if (size > LARGEST_BATCH) {
        throw new ServiceError(
          "BatchRequestTooLong",
          `Batch requests cannot be longer than ${LARGEST_BATCH} bytes. You have sent ${size} bytes.`,
        );
      }
      const { id, result } = await context.queues.write(() => {
        const queue = context.queues.get(input.QueueUrl, call);
        const run = (entry: (typeof input.Entries)[number]) => ({
          Id: entry.Id,
          ...enqueue(context, queue, entry, call),
        });
        return { id: queue.id, result: runBatch(context, input.Entries, run) };
      });
      context.arrivals.announce(id);
      return result;
    },
  };
}
