import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { arnOf, onKey } from "../key.ts";
import { KeyId } from "../members.ts";
import type { KeyStore } from "../store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const parse = inputParser(
  v.object({
    KeyId,
    PendingWindowInDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(7), v.maxValue(30)), 30),
  }),
  "ValidationException",
);

/** Has a key go after 7 to 30 days. */
export function scheduleKeyDeletion(store: KeyStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => onKey("ScheduleKeyDeletion", input.KeyId, call),
    run: (input, call) =>
      store.write(() => {
        const deletedAt = Date.now() + input.PendingWindowInDays * DAY_MS;
        const key = store.requireEnabled(call, input.KeyId);
        store.save(call, { ...key, deletedAt });
        return {
          KeyId: arnOf(call, key.id),
          DeletionDate: deletedAt / 1000,
          KeyState: "PendingDeletion",
          PendingWindowInDays: input.PendingWindowInDays,
        };
      }),
  };
}
