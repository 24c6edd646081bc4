import * as v from "valibot";
import { ServiceError } from "../../errors.ts";
import type { State } from "../../state/state.ts";

/** What a batch answers for an entry that failed. */
export interface BatchFailure {
  readonly Id: string;
  readonly SenderFault: boolean;
  readonly Code: string;
  readonly Message: string;
}

/** Results of a batch, entry by entry. */
export interface BatchResult<Success> {
  readonly Successful: Success[];
  readonly Failed?: BatchFailure[];
}

/** Entries of a batch: an `Id` and the members of the single call. */
export function entriesOf<const Members extends v.ObjectEntries>(members: Members) {
  return v.array(v.object({ Id: v.string(), ...members }));
}

/** Checks what a batch as a whole has to keep. Throws the error of the whole batch (400). */
export function checkBatch(entries: readonly { readonly Id: string }[]): void {
  if (entries.length === 0) {
    throw new ServiceError("EmptyBatchRequest", "There should be at least one entry in the request.");
  }
  if (entries.length > 10) {
    throw new ServiceError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  const seen = new Set<string>();
  for (const { Id: id } of entries) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(id)) {
      throw new ServiceError(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    }
    if (seen.has(id)) throw new ServiceError("BatchEntryIdsNotDistinct", `Id ${id} repeated.`);
    seen.add(id);
  }
}

/** Runs each entry by itself: one that fails is told, and leaves nothing behind. Inside `write`. */
export function runBatch<Entry extends { readonly Id: string }, Success extends { readonly Id: string }>(
  { transaction }: { transaction: State["transaction"] },
  entries: readonly Entry[],
  run: (entry: Entry) => Success,
): BatchResult<Success> {
  const successful: Success[] = [];
  const failed: BatchFailure[] = [];
  for (const entry of entries) {
    try {
      successful.push(transaction(() => run(entry)));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful: successful, ...(failed.length === 0 ? {} : { Failed: failed }) };
}
