import * as v from "valibot";
import { ServiceError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { alreadyExists } from "../errors.ts";
import { GroupName, type LogsContext, logOperation } from "../log-operation.ts";

const Input = v.object({
  logGroupName: GroupName,
  kmsKeyId: v.optional(v.string()),
  logGroupClass: v.optional(v.picklist(["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]), "STANDARD"),
  tags: v.optional(v.record(v.string(), v.string()), {}),
});

/** Makes a log group that keeps its events for ever. */
export function createLogGroup({ state, store }: LogsContext): Operation {
  return logOperation("CreateLogGroup", Input, async (input, name, call) => {
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
