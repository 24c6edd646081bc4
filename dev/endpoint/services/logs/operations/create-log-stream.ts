import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { alreadyExists } from "../errors.ts";
import { GroupName, type LogsContext, StreamName, existingGroup, logOperation } from "../log-operation.ts";

const Input = v.object({ logGroupName: GroupName, logStreamName: StreamName });

/** Makes a log stream. */
export function createLogStream({ state, store }: LogsContext): Operation {
  return logOperation("CreateLogStream", Input, async ({ logStreamName }, name, call) => {
    await state.write(() => {
      const group = existingGroup(store, call, name);
      if (store.findStream(group.id, logStreamName) !== undefined) throw alreadyExists("stream");
      store.addStream(group.id, logStreamName, Date.now());
    });
  });
}
