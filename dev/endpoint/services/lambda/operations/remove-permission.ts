import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { resourceNotFound } from "../errors.ts";
import { type LambdaContext, FunctionNameInput, existing, functionOperation } from "../function-operation.ts";

const Input = v.object({ ...FunctionNameInput, StatementId: v.string() });

/** Takes a statement out of a function's resource policy. */
export function removePermission({ host, store }: LambdaContext): Operation {
  return functionOperation("RemovePermission", Input, async ({ StatementId }, reference) => {
    await host.state.write(() => {
      const record = existing(store, reference);
      const policy = record.policy.filter(({ Sid }) => Sid !== StatementId);
      if (policy.length === record.policy.length) {
        throw resourceNotFound(`Statement ${StatementId} is not found in resource policy.`);
      }
      store.save({ ...record, policy });
    });
  });
}
