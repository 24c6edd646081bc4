import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { SqsContext } from "../context.ts";
import { QueueUrl, arnOfUrl, between, sqsParser } from "../members.ts";
import { type QueuePage, pageOfQueues } from "../queue-page.ts";
import { sourcesOf } from "../redrive.ts";

const parse = sqsParser(
  v.object({ QueueUrl, MaxResults: v.optional(between(1, 1000)), NextToken: v.optional(v.string()) }),
);

interface Output {
  /** In lower case, alone among the members of SQS. */
  readonly queueUrls: readonly string[];
  readonly NextToken?: string;
}

/** Lists the queues that send what was received too often to this one. */
export function listDeadLetterSourceQueues({
  queues,
  endpointUrl,
}: SqsContext): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: (input, call) => [
      { action: "sqs:ListDeadLetterSourceQueues", resource: arnOfUrl(input.QueueUrl, call) },
    ],
    run(input, call) {
      return queues.read(() => {
        const sources = sourcesOf(queues, queues.get(input.QueueUrl, call), call);
        const page: QueuePage = pageOfQueues(sources, input, endpointUrl());
        return { queueUrls: page.urls, ...page.next };
      });
    },
  };
}
