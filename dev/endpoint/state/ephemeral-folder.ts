import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entriesOf } from "./layout.ts";
import { isLocked } from "./lock.ts";

const PREFIX = "doppelface-ephemeral-";

/** Makes a state folder that goes when it is closed, and removes those of processes that were killed before that. */
export function makeEphemeralFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    if (name.startsWith(PREFIX)) removeIfAbandoned(join(tmpdir(), name));
  }
  return mkdtempSync(join(tmpdir(), PREFIX));
}

function removeIfAbandoned(folder: string): void {
  try {
    // Without a lock it has only just been made.
    if (entriesOf(folder).includes("lock.json") && !isLocked(folder)) rmSync(folder, { recursive: true, force: true });
  } catch {
    // Somebody else's, or gone by now.
  }
}
