import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { QueueUrl, arnOfUrl, sqsParser } from "../members.ts";

const parse = sqsParser(v.object({ QueueUrl }));

interface Output {
  readonly Tags?: Readonly<Record<string, string>>;
}

/** Lists the tags of a queue. */
export function listQueueTags({ queues }: SqsContext): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: (input, call) => [{ action: "sqs:ListQueueTags", resource: arnOfUrl(input.QueueUrl, call) }],
    run(input, call) {
      return queues.read(() => {
        const { tags } = queues.get(input.QueueUrl, call);
        return Object.keys(tags).length === 0 ? {} : { Tags: tags };
      });
    },
  };
}
