import type { State } from "../../endpoint/state/state.ts";
import { namedUuid } from "./canonical.ts";
import { variant } from "./instantiate.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS rekognition_tape_id(
    tape TEXT NOT NULL, collection TEXT NOT NULL, real TEXT NOT NULL, base TEXT NOT NULL, shown TEXT NOT NULL,
    PRIMARY KEY(tape, collection, real)) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS rekognition_tape_id_shown ON rekognition_tape_id(tape, collection, shown);
  CREATE TABLE IF NOT EXISTS rekognition_tape_token(
    tape TEXT NOT NULL, alias TEXT NOT NULL, real TEXT NOT NULL, PRIMARY KEY(tape, alias)) STRICT, WITHOUT ROWID;`;

/**
 * The ids that an upstream gave, and those that stand for them in recordings and at clients. The latter follow from
 * the collection, the picture and the face's rank, so that another recording of the same pictures has the same ids.
 * Kept in the state, never in files of recordings. Every method is synchronous, for use inside `State.write`.
 */
export class UpstreamIds {
  readonly #state: State;
  readonly #tape: string;

  constructor(state: State, tape: string) {
    state.define(SCHEMA);
    this.#state = state;
    this.#tape = tape;
  }

  /**
   * Gives an id of an upstream its stand-in. `name` says what it is, for example picture and rank; `ordinal` is that
   * of the picture's ExternalImageId. Returns the stand-in under the first ExternalImageId, as recordings have it.
   */
  assign(collection: string, real: string, name: string, ordinal: number): string {
    const known = this.#row("real", collection, real);
    if (known !== undefined) return known.base;
    // Without an ExternalImageId the same picture becomes new faces each time it is indexed.
    for (let again = 0; ; again++) {
      const base = namedUuid(`${collection}/${name}${again === 0 ? "" : `/${again}`}`);
      const shown = variant(base, ordinal);
      if (this.#row("shown", collection, shown) !== undefined) continue;
      this.#insert(collection, real, base, shown);
      return base;
    }
  }

  /** The stand-in of an id; one that no recorded call made gets one too, since no real id goes into a file. */
  shown(collection: string, real: string): string {
    const known = this.#row("real", collection, real);
    if (known !== undefined) return known.shown;
    const shown = namedUuid(`${collection}/foreign/${real}`);
    this.#insert(collection, real, shown, shown);
    return shown;
  }

  /** The id behind a stand-in; itself where it stands for none, for the upstream to refuse. */
  real(collection: string, shown: string): string {
    return this.#row("shown", collection, shown)?.real ?? shown;
  }

  /** Forgets a face that was deleted: indexed again it is the same stand-in. */
  forget(collection: string, shown: string): void {
    this.#state
      .sql("DELETE FROM rekognition_tape_id WHERE tape = ? AND collection = ? AND shown = ?")
      .run(this.#tape, collection, shown);
  }

  /** Forgets a whole collection. */
  forgetCollection(collection: string): void {
    this.#state.sql("DELETE FROM rekognition_tape_id WHERE tape = ? AND collection = ?").run(this.#tape, collection);
  }

  /** Keeps the upstream's token of a next page under an alias. */
  keepToken(alias: string, real: string): void {
    this.#state.sql("INSERT OR REPLACE INTO rekognition_tape_token VALUES (?, ?, ?)").run(this.#tape, alias, real);
  }

  /** The upstream's token behind an alias; itself where there is none. */
  token(alias: string): string {
    const row = this.#state
      .sql("SELECT real FROM rekognition_tape_token WHERE tape = ? AND alias = ?")
      .get(this.#tape, alias);
    return row === undefined ? alias : String(row["real"]);
  }

  #row(by: "real" | "shown", collection: string, id: string) {
    const row = this.#state
      .sql(`SELECT real, base, shown FROM rekognition_tape_id WHERE tape = ? AND collection = ? AND ${by} = ?`)
      .get(this.#tape, collection, id);
    if (row === undefined) return undefined;
    return { real: String(row["real"]), base: String(row["base"]), shown: String(row["shown"]) };
  }

  #insert(collection: string, real: string, base: string, shown: string): void {
    this.#state
      .sql("INSERT INTO rekognition_tape_id VALUES (?, ?, ?, ?, ?)")
      .run(this.#tape, collection, real, base, shown);
  }
}
