import { bodyOf } from "../../../state/rows.ts";
import type { State } from "../../../state/state.ts";
import type { LayerKey, LayerVersion } from "./layer-version.ts";

// A layer stays when its versions go: numbers are never given again.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS lambda_layer(
    account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, last_version INTEGER NOT NULL,
    PRIMARY KEY(account, region, name)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS lambda_layer_version(
    account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(account, region, name, version)) STRICT, WITHOUT ROWID;`;

/** The layers. Its methods belong inside `State.read` and `State.write`. */
export class LayerTable {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
    state.define(SCHEMA);
  }

  /** The number of the next version, which is taken with this. */
  takeNumber({ account, region, name }: LayerKey): number {
    const row = this.#state
      .sql(
        `INSERT INTO lambda_layer VALUES (?, ?, ?, 1)
         ON CONFLICT DO UPDATE SET last_version = last_version + 1 RETURNING last_version AS n`,
      )
      .get(account, region, name);
    return Number(row?.["n"]);
  }

  find({ account, region, name }: LayerKey, version: number): LayerVersion | undefined {
    const row = this.#state
      .sql("SELECT body FROM lambda_layer_version WHERE account = ? AND region = ? AND name = ? AND version = ?")
      .get(account, region, name, version);
    return row && (bodyOf(row) as LayerVersion);
  }

  /** Versions of a layer, the newest first, all of them. */
  versions({ account, region, name }: LayerKey): LayerVersion[] {
    return this.#state
      .sql(
        `SELECT body FROM lambda_layer_version WHERE account = ? AND region = ? AND name = ?
         ORDER BY version DESC`,
      )
      .all(account, region, name)
      .map((row) => bodyOf(row) as LayerVersion);
  }

  /** Names of the layers that have versions, in order. */
  names(account: string, region: string): string[] {
    return this.#state
      .sql("SELECT DISTINCT name FROM lambda_layer_version WHERE account = ? AND region = ? ORDER BY name")
      .all(account, region)
      .map((row) => String(row["name"]));
  }

  save(layer: LayerVersion): void {
    this.#state
      .sql("INSERT OR REPLACE INTO lambda_layer_version VALUES (?, ?, ?, ?, ?)")
      .run(layer.account, layer.region, layer.name, layer.version, JSON.stringify(layer));
  }

  remove({ account, region, name }: LayerKey, version: number): void {
    this.#state
      .sql("DELETE FROM lambda_layer_version WHERE account = ? AND region = ? AND name = ? AND version = ?")
      .run(account, region, name, version);
  }
}
