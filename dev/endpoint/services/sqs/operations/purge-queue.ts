import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { QueueUrl, arnOfUrl, sqsParser } from "../members.ts";

const parse = sqsParser(v.object({ QueueUrl }));

/** Deletes every message of a queue. It may be asked for again at once, on AWS after 60 seconds. */
export function purgeQueue({ queues, messages, meter }: SqsContext): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => [{ action: "sqs:PurgeQueue", resource: arnOfUrl(input.QueueUrl, call) }],
    run(input, call) {
      return queues.write(() => {
        const { id } = queues.get(input.QueueUrl, call);
        messages.purge(id);
        meter.changed(id);
        return {};
      });
    },
  };
}
