import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { QueueUrl, arnOfUrl, sqsParser } from "../members.ts";

const parse = sqsParser(v.object({ QueueUrl, TagKeys: v.array(v.string()) }));

/** Takes tags from a queue; keys that it does not have are no error. */
export function untagQueue({ queues }: SqsContext): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => [{ action: "sqs:UntagQueue", resource: arnOfUrl(input.QueueUrl, call) }],
    run(input, call) {
      const gone = new Set(input.TagKeys);
      return queues.write(() => {
        const queue = queues.get(input.QueueUrl, call);
        const tags = Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !gone.has(key)));
        queues.update({ ...queue, tags });
        return {};
      });
    },
  };
}
