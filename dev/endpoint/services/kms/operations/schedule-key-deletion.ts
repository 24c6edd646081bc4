import { inputOf } from "../../../model/input-of.ts";
import { ServiceError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { arnOf, onKey } from "../key.ts";
import type { KeyStore } from "../store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const parse = inputOf("kms", "ScheduleKeyDeletion", { PendingWindowInDays: 30 });

/** Has a key go after 7 to 30 days. */
export function scheduleKeyDeletion(store: KeyStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => onKey("ScheduleKeyDeletion", input.KeyId, call),
    run: (input, call) =>
      store.write(() => {
        checkDays(input.PendingWindowInDays);
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

/** The guide says 7 to 30 days, the model 1 to 365. */
function checkDays(days: number): void {
  if (days >= 7 && days <= 30) return;
  const words = days < 7 ? "greater than or equal to 7" : "less than or equal to 30";
  throw new ServiceError(
    "ValidationException",
    `1 validation error detected: Value '${days}' at 'pendingWindowInDays' failed to satisfy constraint: Member must have value ${words}`,
  );
}
