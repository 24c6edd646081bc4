import type { Operation } from "../../../service.ts";
import type { Dynamodb } from "../context.ts";
import { checkInput } from "../check-input.ts";

interface Output {
  readonly Endpoints: readonly { readonly Address: string; readonly CachePeriodInMinutes: number }[];
}

/** Where this very endpoint is. */
export function describeEndpoints({ host }: Dynamodb): Operation<object, Output> {
  return {
    parse: (input) => checkInput({ types: {} }, input),
    permissions: () => [{ action: "dynamodb:DescribeEndpoints", resource: "*" }],
    run: () => ({ Endpoints: [{ Address: new URL(host.endpointUrl()).host, CachePeriodInMinutes: 1440 }] }),
  };
}
