import { inputOf } from "../../../model/input-of.ts";
import { ServiceError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { alreadyExists } from "../errors.ts";
import { type LogsContext, logOperation } from "../log-operation.ts";

const parse = inputOf("logs", "CreateLogGroup", { logGroupClass: "STANDARD", tags: {} });

/** Makes a log group that keeps its events for ever. */
export function createLogGroup({ state, store }: LogsContext): Operation {
  return logOperation("CreateLogGroup", parse, async (input, name, call) => {
    if (input.kmsKeyId !== undefined) {
      throw new ServiceError(
        "UnsupportedOperation",
        "kmsKeyId is not supported by the embedded engine. What is supported: dev/docs/gaps.md.",
      );
    }
    const { account } = call.caller;
    await state.write(() => {
      if (store.findGroup(account, call.region, name) !== undefined) throw alreadyExists("group");
      store.addGroup({
        account,
        region: call.region,
        name,
        created: Date.now(),
        class: input.logGroupClass,
        tags: JSON.stringify(input.tags),
      });
    });
  });
}
