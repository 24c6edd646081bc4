import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { alreadyExists } from "../errors.ts";
import { type LogsContext, existingGroup, logOperation } from "../log-operation.ts";

const parse = inputOf("logs", "CreateLogStream");

/** Makes a log stream. */
export function createLogStream({ state, store }: LogsContext): Operation {
  return logOperation("CreateLogStream", parse, async ({ logStreamName }, name, call) => {
    await state.write(() => {
      const group = existingGroup(store, call, name);
      if (store.findStream(group.id, logStreamName) !== undefined) throw alreadyExists("stream");
      store.addStream(group.id, logStreamName, Date.now());
    });
  });
}
