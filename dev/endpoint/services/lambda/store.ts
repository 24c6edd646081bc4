import { type Row, bodyOf } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import { AliasTable } from "./alias-table.ts";
import { USED_FOLDERS } from "./exported-code.ts";
import { type FunctionKey, type FunctionRecord, LATEST } from "./function-record.ts";
import { LayerTable } from "./layers/layer-table.ts";
import { UrlTable } from "./urls/url-table.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS lambda_function(
    account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(account, region, name)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS lambda_version(
    account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(account, region, name, version)) STRICT, WITHOUT ROWID;`;

/** The functions and their versions. Its methods belong inside `State.read` and `State.write`. */
export class FunctionStore {
  readonly aliases: AliasTable;
  readonly layers: LayerTable;
  readonly urls: UrlTable;
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
    state.define(SCHEMA);
    this.aliases = new AliasTable(state);
    this.layers = new LayerTable(state);
    this.urls = new UrlTable(state);
  }

  find(key: FunctionKey): FunctionRecord | undefined {
    const row = this.#state
      .sql("SELECT body FROM lambda_function WHERE account = ? AND region = ? AND name = ?")
      .get(key.account, key.region, key.name);
    return row && toRecord(row);
  }

  /** Functions of one account and region by name, after `after`, at most `limit`. */
  list(account: string, region: string, after: string, limit: number): FunctionRecord[] {
    return this.#state
      .sql("SELECT body FROM lambda_function WHERE account = ? AND region = ? AND name > ? ORDER BY name LIMIT ?")
      .all(account, region, after, limit)
      .map(toRecord);
  }

  save(record: FunctionRecord): void {
    this.#state
      .sql("INSERT OR REPLACE INTO lambda_function VALUES (?, ?, ?, ?)")
      .run(record.account, record.region, record.name, JSON.stringify(record));
  }

  /** Removes a function with its versions, aliases and URLs. */
  remove({ account, region, name }: FunctionKey): void {
    for (const table of ["lambda_function", "lambda_version", "lambda_alias", "lambda_url"]) {
      this.#state.sql(`DELETE FROM ${table} WHERE account = ? AND region = ? AND name = ?`).run(account, region, name);
    }
  }

  findVersion({ account, region, name }: FunctionKey, version: string): FunctionRecord | undefined {
    const row = this.#state
      .sql("SELECT body FROM lambda_version WHERE account = ? AND region = ? AND name = ? AND version = ?")
      .get(account, region, name, Number(version));
    return row && toRecord(row);
  }

  /** Versions of a function from the first, after the number `after`; all of them where no `limit` is given. */
  versions({ account, region, name }: FunctionKey, after = 0, limit = -1): FunctionRecord[] {
    return this.#state
      .sql(
        `SELECT body FROM lambda_version WHERE account = ? AND region = ? AND name = ? AND version > ?
         ORDER BY version LIMIT ?`,
      )
      .all(account, region, name, after, limit)
      .map(toRecord);
  }

  saveVersion(record: FunctionRecord): void {
    this.#state
      .sql("INSERT OR REPLACE INTO lambda_version VALUES (?, ?, ?, ?, ?)")
      .run(record.account, record.region, record.name, Number(record.version), JSON.stringify(record));
  }

  removeVersion({ account, region, name }: FunctionKey, version: string): void {
    this.#state
      .sql("DELETE FROM lambda_version WHERE account = ? AND region = ? AND name = ? AND version = ?")
      .run(account, region, name, Number(version));
  }

  /** Whether any function, version or layer, or any of an account, has the code of this folder. */
  usesFolder(folder: string, account = ""): boolean {
    return USED_FOLDERS.some(
      (used) =>
        this.#state
          .sql(`SELECT 1 FROM (${used}) WHERE name = ? AND ? IN ('', account) LIMIT 1`)
          .get(folder, account) !== undefined,
    );
  }

  /** Functions whose code is run in place. */
  hotReloaded(): FunctionRecord[] {
    return this.#state
      .sql("SELECT body FROM lambda_function WHERE body ->> '$.hotReload' IS NOT NULL")
      .all()
      .map(toRecord);
  }

  /** Number of the functions of one account and region, and bytes of them and their versions. */
  usage(account: string, region: string): { functions: number; bytes: number } {
    const [functions, versions] = ["lambda_function", "lambda_version"].map((table) =>
      this.#state
        .sql(
          `SELECT count(*) AS n, coalesce(sum(body ->> '$.code.size'), 0) AS bytes FROM ${table}
           WHERE account = ? AND region = ?`,
        )
        .get(account, region),
    );
    return { functions: Number(functions?.["n"]), bytes: Number(functions?.["bytes"]) + Number(versions?.["bytes"]) };
  }
}

/** A row of before there were versions says nothing of one. */
function toRecord(row: Row): FunctionRecord {
  const record = bodyOf(row) as Omit<FunctionRecord, "version"> & Partial<FunctionRecord>;
  return { ...record, version: record.version ?? LATEST };
}
