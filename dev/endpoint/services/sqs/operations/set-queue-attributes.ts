import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { AttributeMap, QueueUrl, arnOfUrl, sqsParser } from "../members.ts";
import { checkAttributes, withAttributes } from "../queue-attributes.ts";
import { checkDeadLetterQueue } from "../redrive.ts";

const parse = sqsParser(v.object({ QueueUrl, Attributes: AttributeMap }));

/** Sets attributes of a queue; an empty text takes one away. */
export function setQueueAttributes({ queues }: SqsContext): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => [{ action: "sqs:SetQueueAttributes", resource: arnOfUrl(input.QueueUrl, call) }],
    run(input, call) {
      checkAttributes(input.Attributes);
      return queues.write(() => {
        const queue = queues.get(input.QueueUrl, call);
        checkDeadLetterQueue(queues, input.Attributes);
        queues.update({
          ...queue,
          attributes: withAttributes(queue.attributes, input.Attributes),
          modifiedAt: Date.now(),
        });
        return {};
      });
    },
  };
}
