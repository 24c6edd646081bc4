import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { invalidParameter } from "../errors.ts";
import { type LogsContext, existingGroup, logOperation } from "../log-operation.ts";

const DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

const parse = inputOf("logs", "PutRetentionPolicy");

/** Sets for how many days events are kept; older ones go at once, in the background. */
export function putRetentionPolicy({ state, store, sweep }: LogsContext): Operation {
  return logOperation("PutRetentionPolicy", parse, async ({ retentionInDays }, name, call) => {
    if (!DAYS.includes(retentionInDays)) throw invalidParameter(`retentionInDays must be one of ${DAYS.join(", ")}.`);
    await state.write(() => store.setRetention(existingGroup(store, call, name).id, retentionInDays));
    sweep();
  });
}

/** Keeps events for ever. */
export function deleteRetentionPolicy({ state, store }: LogsContext): Operation {
  return logOperation("DeleteRetentionPolicy", inputOf("logs", "DeleteRetentionPolicy"), async (_input, name, call) => {
    await state.write(() => store.setRetention(existingGroup(store, call, name).id, 0));
  });
}
