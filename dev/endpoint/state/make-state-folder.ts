import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Mode of a folder that holds what only its user is to read. */
const OWN = 0o700;

/** A state folder that cannot be made, or not be written. */
class StateFolderUnusable extends Error {
  override readonly name = "StateFolderUnusable";

  constructor(folder: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      `The state folder ${folder} cannot be used: ${why}. Choose another one with --state DIR, or keep no state with ` +
        "--ephemeral.",
    );
  }
}

/**
 * Makes a state folder with those above it that are missing, one by one: `mkdir` of Node with `recursive` never comes
 * back where the file system takes no folders (`/proc/x`, seen with 24.21). Returns the topmost one that it made,
 * undefined where the folder was there.
 */
export function makeStateFolder(folder: string): string | undefined {
  const missing: string[] = [];
  try {
    for (let at = folder; !isFolder(at); at = dirname(at)) missing.unshift(at);
    for (const each of missing) mkdirSync(each, { mode: OWN });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StateFolderUnusable(folder, error);
  }
  return missing[0];
}

function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) throw new Error(`${path} is no folder`);
  return found !== undefined;
}
