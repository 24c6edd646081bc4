import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { QueueUrl, arnOfUrl, sqsParser } from "../members.ts";
import { deleteByHandle } from "../receipts.ts";

const parse = sqsParser(v.object({ QueueUrl, ReceiptHandle: v.string() }));

/** Deletes a message that was received. */
export function deleteMessage(context: SqsContext): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => [{ action: "sqs:DeleteMessage", resource: arnOfUrl(input.QueueUrl, call) }],
    run(input, call) {
      return context.queues.write(() => {
        deleteByHandle(context, context.queues.get(input.QueueUrl, call), input.ReceiptHandle);
        return {};
      });
    },
  };
}
