import { createHash } from "node:crypto";
import type { State } from "../../endpoint/state/state.ts";
import { sha256 } from "./canonical.ts";
import type { CollectionSummary } from "./recording.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS rekognition_tape_collection(
    tape TEXT NOT NULL, collection TEXT NOT NULL, status TEXT NOT NULL, faces INTEGER NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY(tape, collection)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS rekognition_tape_entry(
    tape TEXT NOT NULL, collection TEXT NOT NULL, entry TEXT NOT NULL,
    PRIMARY KEY(tape, collection, entry)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS rekognition_tape_alias(
    tape TEXT NOT NULL, collection TEXT NOT NULL, alias TEXT NOT NULL, picture TEXT NOT NULL, ordinal INTEGER NOT NULL,
    external_image_id TEXT NOT NULL, PRIMARY KEY(tape, collection, alias)) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS rekognition_tape_alias_of
    ON rekognition_tape_alias(tape, collection, picture, external_image_id);
  CREATE TABLE IF NOT EXISTS rekognition_tape_count(
    tape TEXT NOT NULL, key TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY(tape, key)) STRICT, WITHOUT ROWID;`;

type Status = CollectionSummary["collection"];

/** Most faces that are listed in a recording. */
const FEW = 50;

const NOTHING = "0".repeat(64);

/**
 * What a run with recordings knows of its collections, kept in the state. A collection is a set of entries (faces,
 * users, associations, tags); its digest is their hashes combined by exclusive or, so that parallel calls may come in
 * any order. Every method is synchronous, for use inside `State.write`.
 */
export class TapeState {
  readonly #state: State;
  readonly #tape: string;

  /** @param tape folder of the set: sets in one state are apart */
  constructor(state: State, tape: string) {
    state.define(SCHEMA);
    this.#state = state;
    this.#tape = tape;
  }

  /** What a collection holds. */
  summary(collection: string): CollectionSummary {
    const row = this.#state
      .sql("SELECT status, faces, digest FROM rekognition_tape_collection WHERE tape = ? AND collection = ?")
      .get(this.#tape, collection);
    if (row === undefined) return { collection: "unknown", faces: 0, digest: NOTHING };
    return { collection: row["status"] as Status, faces: Number(row["faces"]), digest: String(row["digest"]) };
  }

  /** What ListCollections depends on: the names of the collections that were created and not deleted. */
  summaryOfAll(): CollectionSummary {
    const rows = this.#state
      .sql(
        `SELECT collection FROM rekognition_tape_collection
         WHERE tape = ? AND status = 'there' ORDER BY collection`,
      )
      .all(this.#tape);
    const names = rows.map((row) => String(row["collection"]));
    return { collection: "there", faces: 0, digest: sha256(JSON.stringify(names)) };
  }

  /** Sets whether a collection is there; it is emptied where it is new or gone. */
  setStatus(collection: string, status: Status, emptied: boolean): void {
    if (emptied) {
      for (const table of ["rekognition_tape_entry", "rekognition_tape_alias"]) {
        this.#state.sql(`DELETE FROM ${table} WHERE tape = ? AND collection = ?`).run(this.#tape, collection);
      }
    }
    const { faces, digest } = emptied ? { faces: 0, digest: NOTHING } : this.summary(collection);
    this.#put(collection, { collection: status, faces, digest });
  }

  /** Adds an entry such as `face <id>`; one that is there changes nothing. */
  add(collection: string, entry: string): void {
    const { changes } = this.#state
      .sql("INSERT OR IGNORE INTO rekognition_tape_entry VALUES (?, ?, ?)")
      .run(this.#tape, collection, entry);
    if (Number(changes) > 0) this.#toggle(collection, entry, 1);
  }

  /** Removes an entry; one that is not there changes nothing. */
  remove(collection: string, entry: string): void {
    const { changes } = this.#state
      .sql("DELETE FROM rekognition_tape_entry WHERE tape = ? AND collection = ? AND entry = ?")
      .run(this.#tape, collection, entry);
    if (Number(changes) > 0) this.#toggle(collection, entry, -1);
  }

  /** The entries that begin with `prefix`. */
  entries(collection: string, prefix: string): string[] {
    return this.#state
      .sql(
        `SELECT entry FROM rekognition_tape_entry
         WHERE tape = ? AND collection = ? AND substr(entry, 1, length(?)) = ?`,
      )
      .all(this.#tape, collection, prefix, prefix)
      .map((row) => String(row["entry"]));
  }

  /** The faces of a collection by their ids, where they are few enough to be read by people. */
  fewFaces(collection: string): string[] | undefined {
    if (this.summary(collection).faces > FEW) return undefined;
    return this.entries(collection, "face ").map((entry) => entry.slice("face ".length));
  }

  /** Ordinal of an ExternalImageId among those of a picture in a collection, from 1. */
  ordinal(collection: string, picture: string, externalImageId: string): number {
    const known = this.#state
      .sql(
        `SELECT ordinal FROM rekognition_tape_alias
         WHERE tape = ? AND collection = ? AND picture = ? AND external_image_id = ?`,
      )
      .get(this.#tape, collection, picture, externalImageId);
    if (known !== undefined) return Number(known["ordinal"]);
    const before = this.#state
      .sql("SELECT count(*) AS n FROM rekognition_tape_alias WHERE tape = ? AND collection = ? AND picture = ?")
      .get(this.#tape, collection, picture);
    const ordinal = Number(before?.["n"]) + 1;
    this.#state
      .sql("INSERT INTO rekognition_tape_alias VALUES (?, ?, ?, ?, ?, ?)")
      .run(this.#tape, collection, aliasOf(picture, ordinal), picture, ordinal, externalImageId);
    return ordinal;
  }

  /** The ExternalImageId behind an alias in this run, or undefined. */
  externalImageId(collection: string, alias: string): string | undefined {
    const row = this.#state
      .sql("SELECT external_image_id FROM rekognition_tape_alias WHERE tape = ? AND collection = ? AND alias = ?")
      .get(this.#tape, collection, alias);
    return row === undefined ? undefined : String(row["external_image_id"]);
  }

  /** Counts a request with this key; returns its ordinal, from 1. */
  count(key: string): number {
    const row = this.#state
      .sql(
        `INSERT INTO rekognition_tape_count VALUES (?, ?, 1)
         ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count`,
      )
      .get(this.#tape, key);
    return Number(row?.["count"]);
  }

  #toggle(collection: string, entry: string, by: 1 | -1): void {
    const before = this.summary(collection);
    const digest = Buffer.from(before.digest, "hex");
    const hash = createHash("sha256").update(entry).digest();
    for (const [at, byte] of hash.entries()) digest[at] = (digest[at] ?? 0) ^ byte;
    const faces = before.faces + (entry.startsWith("face ") ? by : 0);
    this.#put(collection, { ...before, faces, digest: digest.toString("hex") });
  }

  #put(collection: string, { collection: status, faces, digest }: CollectionSummary): void {
    this.#state
      .sql("INSERT OR REPLACE INTO rekognition_tape_collection VALUES (?, ?, ?, ?, ?)")
      .run(this.#tape, collection, status, faces, digest);
  }
}

/** What stands in recordings in an ExternalImageId's place: ids may be names, and may be new at each run. */
export function aliasOf(picture: string, ordinal: number): string {
  return `picture-${picture.slice(0, 16)}-${ordinal}`;
}
