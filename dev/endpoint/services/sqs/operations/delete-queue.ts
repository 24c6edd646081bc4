import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { QueueUrl, arnOfUrl, sqsParser } from "../members.ts";

const parse = sqsParser(v.object({ QueueUrl }));

/** Deletes a queue with its messages. The name is free at once, on AWS after 60 seconds. */
export function deleteQueue(context: SqsContext): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => [{ action: "sqs:DeleteQueue", resource: arnOfUrl(input.QueueUrl, call) }],
    async run(input, call) {
      const id = await context.queues.write(() => {
        const queue = context.queues.get(input.QueueUrl, call);
        context.messages.purge(queue.id);
        context.queues.delete(queue.id);
        return queue.id;
      });
      context.arrivals.announce(id);
      return {};
    },
  };
}
