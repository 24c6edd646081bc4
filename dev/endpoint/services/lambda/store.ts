import type { State } from "../../state/state.ts";
import type { FunctionRecord } from "./function-record.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS lambda_function(
    account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(account, region, name)) STRICT, WITHOUT ROWID;`;

/** The folders in `functions` that rows name. A function may write into its own while it runs. */
export const CODE_FOLDERS = {
  folder: "functions",
  sql: `SELECT DISTINCT body ->> '$.code.folder' AS name FROM lambda_function
        WHERE instr(body ->> '$.code.folder', '/') = 0`,
  named: `SELECT body ->> '$.code.folder' AS name FROM lambda_function WHERE instr(body ->> '$.code.folder', '/') <> 1
          UNION ALL SELECT body ->> '$.hotReload' FROM lambda_function WHERE substr(body ->> '$.hotReload', 1, 1) <> '/'`,
  pattern: /^(?:[0-9a-f]{64}|not-imported)$/,
  immutable: false,
};

/**
 * A folder of another machine, or one that somebody else has named, is not run in place after an import: the function
 * has the code again that was deployed, or none.
 */
export const CODE_IN_PLACE = {
  table: "lambda_function",
  sql: `UPDATE lambda_function SET body = json_remove(
          CASE instr(body ->> '$.code.folder', '/') WHEN 0 THEN body
          ELSE json_set(body, '$.code.folder', 'not-imported') END, '$.hotReload')
        WHERE body ->> '$.hotReload' IS NOT NULL OR instr(body ->> '$.code.folder', '/') > 0`,
  notes: `SELECT 'The function ' || name || ' ran the code in ' || (body ->> '$.code.folder') ||
            ' in place, which an import does not take: put its code again.' AS note
          FROM lambda_function WHERE instr(body ->> '$.code.folder', '/') > 0`,
};

/** Which function. */
export interface FunctionKey {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** The functions of all accounts and regions. Its methods belong inside `State.read` and `State.write`. */
export class FunctionStore {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
    state.define(SCHEMA);
  }

  find(key: FunctionKey): FunctionRecord | undefined {
    const row = this.#state
      .sql("SELECT body FROM lambda_function WHERE account = ? AND region = ? AND name = ?")
      .get(key.account, key.region, key.name);
    return row === undefined ? undefined : parse(row["body"]);
  }

  /** Functions of one account and region by name, after `after`, at most `limit`. */
  list(account: string, region: string, after: string, limit: number): FunctionRecord[] {
    return this.#state
      .sql("SELECT body FROM lambda_function WHERE account = ? AND region = ? AND name > ? ORDER BY name LIMIT ?")
      .all(account, region, after, limit)
      .map((row) => parse(row["body"]));
  }

  save(record: FunctionRecord): void {
    this.#state
      .sql("INSERT OR REPLACE INTO lambda_function VALUES (?, ?, ?, ?)")
      .run(record.account, record.region, record.name, JSON.stringify(record));
  }

  remove(key: FunctionKey): void {
    this.#state
      .sql("DELETE FROM lambda_function WHERE account = ? AND region = ? AND name = ?")
      .run(key.account, key.region, key.name);
  }

  /** Whether any function, or any of an account, runs the code of this folder. */
  usesFolder(folder: string, account = ""): boolean {
    return (
      this.#state
        .sql("SELECT 1 FROM lambda_function WHERE body ->> '$.code.folder' = ? AND ? IN ('', account) LIMIT 1")
        .get(folder, account) !== undefined
    );
  }

  /** Functions whose code is run in place. */
  hotReloaded(): FunctionRecord[] {
    return this.#state
      .sql("SELECT body FROM lambda_function WHERE body ->> '$.hotReload' IS NOT NULL LIMIT 1000")
      .all()
      .map((row) => parse(row["body"]));
  }

  /** Bytes and number of the functions of one account and region. */
  usage(account: string, region: string): { functions: number; bytes: number } {
    const row = this.#state
      .sql(
        `SELECT count(*) AS functions, coalesce(sum(body ->> '$.code.size'), 0) AS bytes FROM lambda_function
         WHERE account = ? AND region = ?`,
      )
      .get(account, region);
    return { functions: Number(row?.["functions"]), bytes: Number(row?.["bytes"]) };
  }
}

function parse(body: unknown): FunctionRecord {
  return JSON.parse(String(body)) as FunctionRecord;
}
