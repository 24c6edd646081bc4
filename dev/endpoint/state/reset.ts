import { rmSync } from "node:fs";
import { join } from "node:path";
import { StateLock } from "./lock.ts";
import { STATE_ENTRIES, checkOwn, entriesOf } from "./layout.ts";

/**
 * Empties a state folder; files of somebody else in it stay. Throws StateInUse while a process has it. What a kill
 * leaves half removed counts as empty, since the database goes first.
 */
export function resetState(folder: string): void {
  checkOwn(folder);
  if (entriesOf(folder).length === 0) return;
  const lock = StateLock.take(folder);
  try {
    for (const name of STATE_ENTRIES) rmSync(join(folder, name), { recursive: true, force: true });
  } finally {
    lock.release();
  }
}
