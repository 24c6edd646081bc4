import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { resourceNotFound } from "../errors.ts";
import { type LambdaContext, FunctionNameInput, functionOperation } from "../function-operation.ts";
import { existingQualified, saveQualified } from "../qualifiers.ts";

const Input = v.object({ ...FunctionNameInput, StatementId: v.string() });

/** Takes a statement out of the resource policy of a function, a version or an alias. */
export function removePermission({ host, store }: LambdaContext): Operation {
  return functionOperation("RemovePermission", Input, async ({ StatementId }, reference) => {
    await host.state.write(() => {
      const record = existingQualified(store, reference);
      const policy = record.policy.filter(({ Sid }) => Sid !== StatementId);
      if (policy.length === record.policy.length) {
        throw resourceNotFound(`Statement ${StatementId} is not found in resource policy.`);
      }
      saveQualified(store, reference, { policy });
    });
  });
}
