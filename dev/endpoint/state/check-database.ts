import { DatabaseSync } from "node:sqlite";
import { type ExportedParts, change, namesOf } from "./exported-parts.ts";

/** Beside the tables and indexes of ours there is nothing that could act by itself. */
const FOREIGN =
  "SELECT type || ' ' || name AS what FROM sqlite_schema WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'";

/**
 * Looks at a database that somebody else may have written, before anything else does: that it is whole, that nothing
 * in it acts by itself, and that every file it names lies below the folder in which it is looked for. Then takes out
 * what is not for this state. Answers what the user is to be told; throws what is wrong.
 * @param file is written to, and has no log beside it afterwards
 */
export function checkDatabase(file: string, parts: ExportedParts): string[] {
  const database = new DatabaseSync(file);
  try {
    // As SQLite advises for a file of unknown origin (https://www.sqlite.org/security.html).
    database.exec("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA synchronous=OFF");
    const found = String(database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"]);
    if (found !== "ok") throw new Error(`Its database is damaged: ${found}.`);
    const foreign = database.prepare(FOREIGN).get();
    if (foreign !== undefined) throw new Error(`Its database has a ${String(foreign["what"])}, which is none of ours.`);
    database.exec("PRAGMA journal_mode=DELETE");
    const told = change(database, [...parts.notTaken, ...parts.onImport]);
    for (const stored of parts.files) namesOf(database, stored);
    return told;
  } finally {
    database.close();
  }
}
