import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { QueueUrl, TagMap, arnOfUrl, sqsParser } from "../members.ts";

const parse = sqsParser(v.object({ QueueUrl, Tags: TagMap }));

/** Sets tags of a queue. */
export function tagQueue({ queues }: SqsContext): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => [{ action: "sqs:TagQueue", resource: arnOfUrl(input.QueueUrl, call) }],
    run(input, call) {
      return queues.write(() => {
        const queue = queues.get(input.QueueUrl, call);
        queues.update({ ...queue, tags: { ...queue.tags, ...input.Tags } });
        return {};
      });
    },
  };
}
