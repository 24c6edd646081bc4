import * as v from "valibot";
import { ServiceError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { unsupported } from "../errors.ts";
import { sqsParser } from "../members.ts";
import { sourcesOf } from "../redrive.ts";

const parse = sqsParser(v.object({ SourceArn: v.string(), DestinationArn: v.optional(v.string()) }));

/**
 * Refuses a queue that is no queue's dead-letter queue, with the error of AWS: an on-failure destination of Lambda is
 * none (`doppelface redrive` is for that). Moving the messages of one that is, is refused by name.
 */
export function startMessageMoveTask({ queues }: SqsContext): Operation<ReturnType<typeof parse>, never> {
  return {
    parse,
    permissions: ({ SourceArn }) =>
      ["sqs:StartMessageMoveTask", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"].map(
        (action) => ({ action, resource: SourceArn }),
      ),
    run({ SourceArn }, call) {
      return queues.read(() => {
        const source = queues.findByArn(SourceArn);
        if (source === undefined) {
          throw new ServiceError(
            "ResourceNotFoundException",
            "The resource that you specified for the SourceArn parameter doesn't exist.",
            { status: 404 },
          );
        }
        if (sourcesOf(queues, source, call).length === 0) {
          throw new ServiceError("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
        }
        throw unsupported("StartMessageMoveTask");
      });
    },
  };
}
