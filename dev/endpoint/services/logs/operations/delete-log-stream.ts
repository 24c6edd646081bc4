import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { type LogsContext, existingGroup, existingStream, logOperation } from "../log-operation.ts";

const parse = inputOf("logs", "DeleteLogStream");

/** Removes a log stream; its events go in the background. */
export function deleteLogStream({ state, store, sweep }: LogsContext): Operation {
  return logOperation("DeleteLogStream", parse, async ({ logStreamName }, name, call) => {
    await state.write(() => {
      const group = existingGroup(store, call, name);
      store.removeStream(existingStream(store, group, logStreamName).id);
    });
    sweep();
  });
}
