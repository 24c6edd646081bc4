import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { QueueUrl, arnOfUrl, sqsParser } from "../members.ts";
import { OutgoingMembers, type Sent, enqueue } from "../send.ts";

const parse = sqsParser(v.object({ QueueUrl, ...OutgoingMembers }));

/** Puts a message into a queue. */
export function sendMessage(context: SqsContext): Operation<ReturnType<typeof parse>, Sent> {
  return {
    parse,
    permissions: (input, call) => [{ action: "sqs:SendMessage", resource: arnOfUrl(input.QueueUrl, call) }],
    async run(input, call) {
      const { id, sent } = await context.queues.write(() => {
        const queue = context.queues.get(input.QueueUrl, call);
        return { id: queue.id, sent: enqueue(context, queue, input, call) };
      });
      context.arrivals.announce(id);
      return sent;
    },
  };
}
