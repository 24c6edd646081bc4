import * as v from "valibot";
import type { Operation } from "../../service.ts";
import { type LambdaContext, FunctionNameInput, existing, functionOperation } from "../function-operation.ts";
import { toConfiguration } from "../function-record.ts";

/**
 * Answers a function with its tags and concurrency. `Code.Location`, a link to download the code, is left out,
 * except for `hot-reload`, where it is LocalStack's text.
 */
export function getFunction({ host, store }: LambdaContext): Operation {
  return functionOperation("GetFunction", v.object(FunctionNameInput), async (_input, reference) => {
    const record = await host.state.read(() => existing(store, reference));
    return {
      Configuration: { ...toConfiguration(record), FunctionArn: reference.qualifiedArn },
      Code: {
        RepositoryType: "S3",
        ...(record.hotReload === undefined ? {} : { Location: `Code location: ${record.hotReload}` }),
      },
      ...(Object.keys(record.tags).length === 0 ? {} : { Tags: record.tags }),
      ...(record.reservedConcurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency } }),
    };
  });
}
