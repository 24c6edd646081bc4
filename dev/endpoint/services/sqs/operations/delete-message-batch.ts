import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { type BatchResult, checkBatch, entriesOf, runBatch } from "../batch.ts";
import { QueueUrl, arnOfUrl, sqsParser } from "../members.ts";
import { deleteByHandle } from "../receipts.ts";

const parse = sqsParser(v.object({ QueueUrl, Entries: entriesOf({ ReceiptHandle: v.string() }) }));

/** Deletes up to ten messages that were received. */
export function deleteMessageBatch(
  context: SqsContext,
): Operation<ReturnType<typeof parse>, BatchResult<{ Id: string }>> {
  return {
    parse,
    permissions: (input, call) => [{ action: "sqs:DeleteMessage", resource: arnOfUrl(input.QueueUrl, call) }],
    run(input, call) {
      checkBatch(input.Entries);
      return context.queues.write(() => {
        const queue = context.queues.get(input.QueueUrl, call);
        return runBatch(context, input.Entries, ({ Id, ReceiptHandle }) => {
          deleteByHandle(context, queue, ReceiptHandle);
          return { Id };
        });
      });
    },
  };
}
