import * as v from "valibot";
import type { Operation } from "../../service.ts";
import type { SqsContext } from "../context.ts";
import { between, sqsParser } from "../members.ts";

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
      const after = input.NextToken === undefined ? "" : Buffer.from(input.NextToken, "base64url").toString("utf8");
      return queues.read(() => {
        const found = queues.list(call, input.QueueNamePrefix, after);
        if (found.length === 0) return {};
        const here = found.slice(0, input.MaxResults ?? 1000);
        const last = here.at(-1)?.name ?? "";
        const more = input.MaxResults !== undefined && here.length < found.length;
        return {
          QueueUrls: here.map(({ account, name }) => `${endpointUrl()}/${account}/${name}`),
          ...(more ? { NextToken: Buffer.from(last).toString("base64url") } : {}),
        };
      });
    },
  };
}
