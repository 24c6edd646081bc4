import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { codeLocation } from "../code-location.ts";
import { type LambdaContext, FunctionNameInput, functionOperation } from "../function-operation.ts";
import { toConfiguration } from "../function-record.ts";
import { existingTarget } from "../qualifiers.ts";

/** Answers a function with its tags, its concurrency, and a link to download its code. */
export function getFunction({ host, store }: LambdaContext): Operation {
  return functionOperation("GetFunction", v.object(FunctionNameInput), async (_input, reference) => {
    const record = await host.state.read(() => existingTarget(store, reference));
    return {
      Configuration: { ...toConfiguration(record), FunctionArn: reference.qualifiedArn },
      Code: { RepositoryType: "S3", Location: codeLocation(host, record) },
      ...(Object.keys(record.tags).length === 0 ? {} : { Tags: record.tags }),
      ...(record.reservedConcurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency } }),
    };
  });
}
