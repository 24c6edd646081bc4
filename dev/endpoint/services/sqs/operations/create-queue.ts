import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { ServiceError } from "../../../errors.ts";
import { invalidParameter, unsupported } from "../errors.ts";
import { AttributeMap, TagMap, queueArn, sqsParser } from "../members.ts";
import { DEFAULTS, checkAttributes, withAttributes } from "../queue-attributes.ts";
import { checkDeadLetterQueue } from "../redrive.ts";

const parse = sqsParser(
  v.object({
    QueueName: v.string(),
    Attributes: v.optional(AttributeMap, {}),
    tags: v.optional(TagMap, {}),
  }),
);

/** Makes a queue, or answers the one of that name if its attributes are the same. */
export function createQueue({
  queues,
  endpointUrl,
}: SqsContext): Operation<ReturnType<typeof parse>, { QueueUrl: string }> {
  return {
    parse,
    permissions({ QueueName: name, tags }, { caller, region }) {
      const resource = queueArn(region, { account: caller.account, name });
      const create = { action: "sqs:CreateQueue", resource };
      return Object.keys(tags).length === 0 ? [create] : [create, { action: "sqs:TagQueue", resource }];
    },
    run(input, { caller: { account }, region }) {
      const name = input.QueueName;
      if (name.endsWith(".fifo")) throw unsupported("FIFO queues");
      if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
        throw invalidParameter(
          name,
          "QueueName",
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
        );
      }
      checkAttributes(input.Attributes);
      return queues.write(() => {
        checkDeadLetterQueue(queues, input.Attributes);
        const existing = queues.find(region, { account, name });
        if (existing === undefined) {
          const now = Date.now();
          const attributes = withAttributes(DEFAULTS, input.Attributes);
          queues.insert({ account, region, name, attributes, tags: input.tags, createdAt: now, modifiedAt: now });
        } else {
          for (const [attribute, value] of Object.entries(input.Attributes)) {
            if ((existing.attributes[attribute] ?? "") !== value) {
              throw new ServiceError(
                "QueueNameExists",
                `A queue already exists with the same name and a different value for attribute ${attribute}`,
              );
            }
          }
        }
        return { QueueUrl: `${endpointUrl()}/${account}/${name}` };
      });
    },
  };
}
