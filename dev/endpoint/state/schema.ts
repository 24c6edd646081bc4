import { DatabaseSync } from "node:sqlite";
import type { Database } from "./database.ts";

/**
 * The tables, indexes and triggers that stand in a database and that a schema defines otherwise: another version of
 * Doppelface has made them, and `CREATE … IF NOT EXISTS` would take them for its own.
 */
export function definedOtherwise(database: Database, schema: string): string[] {
  const blank = new DatabaseSync(":memory:");
  try {
    blank.exec(schema);
    const defined = blank
      .prepare("SELECT type || ' ' || name AS what, sql FROM sqlite_schema WHERE sql NOT NULL")
      .all();
    const find = database.sql("SELECT sql FROM sqlite_schema WHERE type || ' ' || name = ?");
    return defined.flatMap(({ what, sql }) => {
      const stored = find.get(String(what));
      return stored === undefined || words(stored["sql"]) === words(sql) ? [] : [String(what)];
    });
  } finally {
    blank.close();
  }
}

/** A definition is the same however it is broken into lines. */
function words(sql: unknown): string {
  return String(sql).replaceAll(/\s+/g, " ");
}
