import { bodyOf } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import type { Qualified, FunctionKey } from "./function-record.ts";

/** A name for a version of a function, or for two of them. */
export interface AliasRecord extends Qualified {
  readonly account: string;
  readonly region: string;
  /** Of the function. */
  readonly name: string;
  readonly alias: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly description: string;
  /** A second version and its share of the invocations, 0 to 1; at most one. */
  readonly weights: Readonly<Record<string, number>>;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS lambda_alias(
    account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, alias TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(account, region, name, alias)) STRICT, WITHOUT ROWID;`;

/** The aliases of functions. Its methods belong inside `State.read` and `State.write`. */
export class AliasTable {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
    state.define(SCHEMA);
  }

  find({ account, region, name }: FunctionKey, alias: string): AliasRecord | undefined {
    const row = this.#state
      .sql("SELECT body FROM lambda_alias WHERE account = ? AND region = ? AND name = ? AND alias = ?")
      .get(account, region, name, alias);
    return row && (bodyOf(row) as AliasRecord);
  }

  /** Aliases of a function by name. */
  list({ account, region, name }: FunctionKey): AliasRecord[] {
    return this.#state
      .sql("SELECT body FROM lambda_alias WHERE account = ? AND region = ? AND name = ? ORDER BY alias")
      .all(account, region, name)
      .map((row) => bodyOf(row) as AliasRecord);
  }

  save(record: AliasRecord): void {
    this.#state
      .sql("INSERT OR REPLACE INTO lambda_alias VALUES (?, ?, ?, ?, ?)")
      .run(record.account, record.region, record.name, record.alias, JSON.stringify(record));
  }

  remove({ account, region, name }: FunctionKey, alias: string): void {
    this.#state
      .sql("DELETE FROM lambda_alias WHERE account = ? AND region = ? AND name = ? AND alias = ?")
      .run(account, region, name, alias);
  }
}
