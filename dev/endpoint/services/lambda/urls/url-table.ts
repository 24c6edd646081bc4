import type { FunctionKey } from "../function-record.ts";
import { bodyOf } from "../../../state/rows.ts";
import type { State } from "../../../state/state.ts";
import type { UrlRecord } from "./url-record.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS lambda_url(
    id TEXT PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, qualifier TEXT NOT NULL,
    body TEXT NOT NULL, UNIQUE(account, region, name, qualifier)) STRICT, WITHOUT ROWID;`;

/** The URLs of functions. Its methods belong inside `State.read` and `State.write`. */
export class UrlTable {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
    state.define(SCHEMA);
  }

  /** The one with this id. */
  byId(id: string): UrlRecord | undefined {
    const row = this.#state.sql("SELECT body FROM lambda_url WHERE id = ?").get(id);
    return row && (bodyOf(row) as UrlRecord);
  }

  /** @param qualifier an alias, or empty */
  find({ account, region, name }: FunctionKey, qualifier: string): UrlRecord | undefined {
    const sql = "SELECT body FROM lambda_url WHERE account = ? AND region = ? AND name = ? AND qualifier = ?";
    const row = this.#state.sql(sql).get(account, region, name, qualifier);
    return row && (bodyOf(row) as UrlRecord);
  }

  /** Those of a function and its aliases. */
  list({ account, region, name }: FunctionKey): UrlRecord[] {
    return this.#state
      .sql("SELECT body FROM lambda_url WHERE account = ? AND region = ? AND name = ? ORDER BY qualifier")
      .all(account, region, name)
      .map((row) => bodyOf(row) as UrlRecord);
  }

  save(url: UrlRecord): void {
    this.#state
      .sql("INSERT OR REPLACE INTO lambda_url VALUES (?, ?, ?, ?, ?, ?)")
      .run(url.id, url.account, url.region, url.name, url.qualifier, JSON.stringify(url));
  }

  remove(id: string): void {
    this.#state.sql("DELETE FROM lambda_url WHERE id = ?").run(id);
  }
}
