import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { type LogsContext, existingGroup, logOperation } from "../log-operation.ts";

/** Removes a log group with its streams; the events go in the background. */
export function deleteLogGroup({ state, store, sweep }: LogsContext): Operation {
  return logOperation("DeleteLogGroup", inputOf("logs", "DeleteLogGroup"), async (_input, name, call) => {
    await state.write(() => store.removeGroup(existingGroup(store, call, name).id));
    sweep();
  });
}
