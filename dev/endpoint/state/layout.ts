import { readdirSync } from "node:fs";

/** The file of everything but bodies and code, in a state folder. */
export const DATABASE_FILE = "state.sqlite";

/** Files of the lock in a state folder. The first one is never removed: it may be locked by then. */
const LOCK_FILES: ReadonlySet<string> = new Set(["lock.sqlite", "lock.json", "lock.json.new"]);

/** Of which the secrets of sessions are derived; never part of an export. */
export const SESSION_KEY_FILE = "session.key";

/** What an import has not finished, in a state folder. */
export const IMPORTING = "importing";

/** What else is found in a state folder: `state.sqlite` comes first, since without it the rest counts for nothing. */
export const STATE_ENTRIES: readonly string[] = [
  DATABASE_FILE,
  `${DATABASE_FILE}-wal`,
  `${DATABASE_FILE}-shm`,
  SESSION_KEY_FILE,
  "objects",
  "functions",
  "environments",
  "compile-cache",
  IMPORTING,
];

/** Entries of a folder; none where it does not exist. */
export function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Throws where a folder holds files of somebody else and no state, so that none of them is taken for ours. */
export function checkOwn(folder: string): void {
  const entries = entriesOf(folder);
  const own = entries.includes(DATABASE_FILE) || entries.includes("lock.sqlite");
  if (own || entries.every((name) => LOCK_FILES.has(name))) return;
  throw new Error(
    `${folder} holds files (${entries.slice(0, 3).join(", ")}…) but no state of Doppelface. ` +
      "Choose an empty folder, or one that does not exist, with --state DIR.",
  );
}
