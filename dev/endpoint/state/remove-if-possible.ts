import { rmSync } from "node:fs";

/**
 * Removes a folder that code of the user's could write to. Where a process that it has detached still writes there, or
 * where it has taken the right to away, what cannot be removed is left: that is no reason to fail at anything.
 */
export function removeIfPossible(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // A later start tries again.
  }
}
