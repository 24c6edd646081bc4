import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import {
  GroupName,
  type LogsContext,
  StreamName,
  existingGroup,
  existingStream,
  logOperation,
} from "../log-operation.ts";

const Input = v.object({ logGroupName: GroupName, logStreamName: StreamName });

/** Removes a log stream; its events go in the background. */
export function deleteLogStream({ state, store, sweep }: LogsContext): Operation {
  return logOperation("DeleteLogStream", Input, async ({ logStreamName }, name, call) => {
    await state.write(() => {
      const group = existingGroup(store, call, name);
      store.removeStream(existingStream(store, group, logStreamName).id);
    });
    sweep();
  });
}
