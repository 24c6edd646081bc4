import type { DatabaseSync } from "node:sqlite";

/** Files of a state folder that rows name. */
export interface StoredFiles {
  /** In the state folder. */
  readonly folder: string;
  /** Table without which there are none: a state that was made before there was such a table. */
  readonly table?: string;
  /** Names below it, of files or folders, in the column `name`. */
  readonly sql: string;
  /** Every name in the database that is taken for one below `folder`, with those that need no copy: column `name`. */
  readonly named: string;
  /** What such a name looks like; none that leads out of the folder does. */
  readonly pattern: RegExp;
  /** Written once and never again, so that an export can have the very same file. */
  readonly immutable: boolean;
}

/** What is changed in the database of a copy; left out where it has no such table. */
export interface Change {
  readonly table: string;
  readonly sql: string;
  /** What the user is told of each row that is about to be changed, in the column `note`. */
  readonly notes?: string;
}

/** What of the state goes into an export, and comes out of it. */
export interface ExportedParts {
  readonly files: readonly StoredFiles[];
  /** Takes out what means something to this process or machine alone; done to an export, and to what is imported. */
  readonly notTaken: readonly Change[];
  /** Done to what is imported only. */
  readonly onImport: readonly Change[];
}

/** Makes changes; answers what the user is to be told. */
export function change(database: DatabaseSync, changes: readonly Change[]): string[] {
  const tables = tablesOf(database);
  return changes
    .filter(({ table }) => tables.has(table))
    .flatMap(({ sql, notes }) => {
      const told = notes === undefined ? [] : database.prepare(notes).all();
      database.exec(sql);
      return told.map(({ note }) => String(note));
    });
}

/** Names of the files that a copy needs. Throws where a row names one that is no name of the folder. */
export function namesOf(database: DatabaseSync, { folder, table, sql, named, pattern }: StoredFiles): string[] {
  if (table !== undefined && !tablesOf(database).has(table)) return [];
  const outside = names(database, named).find((name) => !pattern.test(name));
  if (outside !== undefined) throw new Error(`Its database names '${outside}', which is no file of ${folder}/.`);
  return names(database, sql);
}

function names(database: DatabaseSync, sql: string): string[] {
  return database
    .prepare(sql)
    .all()
    .map(({ name }) => String(name));
}

function tablesOf(database: DatabaseSync): ReadonlySet<string> {
  const rows = database.prepare("SELECT name FROM sqlite_schema").all();
  return new Set(rows.map(({ name }) => String(name)));
}
