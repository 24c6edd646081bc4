import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { between, sqsParser } from "../members.ts";
import { pageOfQueues } from "../queue-page.ts";

const parse = sqsParser(
  v.object({
    QueueNamePrefix: v.optional(v.string(), ""),
    MaxResults: v.optional(between(1, 1000)),
    NextToken: v.optional(v.string()),
  }),
);

interface Output {
  readonly QueueUrls?: string[];
  readonly NextToken?: string;
}

/** Lists the URLs of queues, in pages where `MaxResults` is given, at most 1000 otherwise. */
export function listQueues({ queues, endpointUrl }: SqsContext): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: (_input, { caller, region }) => [
      { action: "sqs:ListQueues", resource: `arn:aws:sqs:${region}:${caller.account}:` },
    ],
    run(input, call) {
      return queues.read(() => {
        const { urls, next } = pageOfQueues(queues.list(call, input.QueueNamePrefix), input, endpointUrl());
        return urls.length === 0 ? {} : { QueueUrls: urls, ...next };
      });
    },
  };
}
