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
  immutable: false,
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
