import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { resourceNotFound } from "../errors.ts";
import { type LambdaContext, FunctionNameInput, functionOperation } from "../function-operation.ts";
import { existingQualified } from "../qualifiers.ts";

/** Answers the resource policy of a function, a version or an alias as JSON text. */
export function getPolicy({ host, store }: LambdaContext): Operation {
  return functionOperation("GetPolicy", v.object(FunctionNameInput), async (_input, reference) => {
    const { policy, revisionId } = await host.state.read(() => existingQualified(store, reference));
    if (policy.length === 0) throw resourceNotFound();
    return {
      Policy: JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: policy }),
      RevisionId: revisionId,
    };
  });
}
