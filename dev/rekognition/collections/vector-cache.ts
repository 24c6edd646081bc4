import type { State } from "../../endpoint/state/state.ts";
import { Vectors } from "./vectors.ts";

/** Rows that one turn reads into memory, so that others get theirs. */
const SLICE = 1000;

/** What `select` reads. */
type Row = readonly [id: string, vector: unknown, spread: number];

interface Loaded {
  readonly vectors: Vectors;
  readonly ready: Promise<void>;
}

/** The vectors of collections in memory from the first search on; who writes the rows writes here too. */
export class VectorCache {
  readonly #state: State;
  readonly #select: string;
  readonly #count: string;
  readonly #loaded = new Map<number, Loaded>();

  /**
   * `select` reads `id`, `vector` and `spread` of at most `?` rows of the collection `?` after the id `?`, by id;
   * `count` their `count`.
   */
  constructor(state: State, { select, count }: { readonly select: string; readonly count: string }) {
    this.#state = state;
    this.#select = select;
    this.#count = count;
  }

  /** Every vector of a collection, read from the state at the first call. */
  async of(collection: number): Promise<Vectors> {
    let loaded = this.#loaded.get(collection);
    if (loaded === undefined) {
      const vectors = new Vectors();
      loaded = { vectors, ready: this.#load(collection, vectors) };
      this.#loaded.set(collection, loaded);
      loaded.ready.catch(() => this.forget(collection));
    }
    await loaded.ready;
    return loaded.vectors;
  }

  /** Puts a vector beside its row, inside `write`. */
  put(collection: number, id: string, vector: Float32Array, spread = 0): void {
    this.#loaded.get(collection)?.vectors.put(id, vector, spread);
  }

  /** Takes a vector out beside its row, inside `write`. */
  remove(collection: number, id: string): void {
    this.#loaded.get(collection)?.vectors.remove(id);
  }

  /** Frees the vectors of a collection; they are read again when they are needed. */
  forget(collection: number): void {
    this.#loaded.delete(collection);
  }

  /** `State.write` of rows and vectors; where it fails the vectors are dropped, since the rows are undone. */
  async write<Result>(collection: number, work: () => Result): Promise<Result> {
    try {
      return await this.#state.write(work);
    } catch (error) {
      this.forget(collection);
      throw error;
    }
  }

  async #load(collection: number, vectors: Vectors): Promise<void> {
    const statement = this.#state.sql(this.#select);
    // Rows as arrays: of 100,000 faces, objects take 60 ms more.
    statement.setReturnArrays(true);
    const loadSlice = (after: string): string | undefined => {
      // The types know rows as objects only.
      const rows = statement.all(collection, after, SLICE) as unknown as readonly Row[];
      // Put in the same turn as it was read: a deletion in between would otherwise come back.
      for (const [id, vector, spread] of rows) vectors.put(id, toVector(vector), spread);
      return rows.length < SLICE ? undefined : rows.at(-1)?.[0];
    };
    await this.#state.read(() => vectors.reserve(Number(this.#state.sql(this.#count).get(collection)?.["count"])));
    for (let after: string | undefined = ""; after !== undefined;) {
      const from: string = after;
      after = await this.#state.read(() => loadSlice(from));
    }
  }
}

/** A stored vector. A copy where SQLite's bytes do not lie on a multiple of four. */
export function toVector(blob: unknown): Float32Array {
  if (!(blob instanceof Uint8Array)) throw new Error("A stored vector is not a BLOB");
  const { buffer, byteOffset, byteLength } = blob.byteOffset % 4 === 0 ? blob : Uint8Array.from(blob);
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}

/** A vector as it is stored. */
export function toBlob(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}
