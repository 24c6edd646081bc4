import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type LambdaContext, FunctionNameInput, existing, functionOperation } from "../function-operation.ts";
import { toConfiguration } from "../function-record.ts";

/** Answers the one version there is, `$LATEST`. */
export function listVersionsByFunction({ host, store }: LambdaContext): Operation {
  return functionOperation("ListVersionsByFunction", v.object(FunctionNameInput), async (_input, reference) => {
    const record = await host.state.read(() => existing(store, reference));
    return { Versions: [{ ...toConfiguration(record), FunctionArn: `${record.arn}:$LATEST` }] };
  });
}
