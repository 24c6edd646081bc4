import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StatementSync } from "node:sqlite";
import { Database } from "./database.ts";
import { FairQueue } from "./fair-queue.ts";
import { publishEndpoint, releaseLock, takeLock } from "./lock.ts";

/** Version of the tables; a folder of another version is refused, never half read. */
const SCHEMA_VERSION = 1;

/** Where state lives, and how durable it is. */
export interface StateOptions {
  /** Absolute folder, or `undefined` for one in the temporary folder that goes when it is closed. */
  readonly folder: string | undefined;
  readonly durability?: "process" | "disk";
}

/**
 * Everything that the environment keeps: one SQLite file, and immutable files beside it. Services add their own
 * tables by `define`, read and write through `read` and `write`.
 */
export class State {
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly durability: "process" | "disk";
  readonly #ephemeral: boolean;
  readonly #database: Database;
  readonly #queue: FairQueue;

  private constructor(folder: string, ephemeral: boolean, durability: "process" | "disk") {
    this.folder = folder;
    this.durability = durability;
    this.#ephemeral = ephemeral;
    this.#database = new Database(join(folder, "state.sqlite"), durability);
    this.#queue = new FairQueue(this.#database);
  }

  /** Opens a folder for this process. Throws StateInUse where another one has it, or where its version is another. */
  static open(options: StateOptions): State {
    const ephemeral = options.folder === undefined;
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), "doppelface-"));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    takeLock(folder);
    try {
      const state = new State(folder, ephemeral, options.durability ?? "process");
      state.#checkVersion();
      return state;
    } catch (error) {
      releaseLock(folder);
      throw error;
    }
  }

  /** Adds a service's tables: `CREATE TABLE IF NOT EXISTS …`, every table STRICT, every column NOT NULL where it can be. */
  define(schema: string): void {
    this.#database.exec(schema);
  }

  /** A cached prepared statement; to be used inside `read` and `write` (or at start, before anything is served). */
  sql(text: string): StatementSync {
    return this.#database.sql(text);
  }

  /** Runs synchronous work at once, all of it or nothing; inside `write` a part that may fail alone. */
  transaction<Result>(work: () => Result): Result {
    return this.#database.transaction(work);
  }

  /** Queues synchronous work that only reads. */
  read<Result>(work: () => Result): Promise<Result> {
    return this.#queue.read(work);
  }

  /** Queues synchronous work that writes; resolves when it is committed. What throws is undone. */
  write<Result>(work: () => Result): Promise<Result> {
    return this.#queue.write(work);
  }

  /** A folder of this state for files, made if it is missing. */
  filesFolder(name: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Tells other processes where the endpoint of this state is. */
  publish(endpoint: string): void {
    publishEndpoint(this.folder, endpoint);
  }

  /** Closes the file and gives the folder back; an ephemeral one is removed. */
  close(): void {
    this.#database.close();
    if (this.#ephemeral) rmSync(this.folder, { recursive: true, force: true });
    else releaseLock(this.folder);
  }

  #checkVersion(): void {
    const version = Number(this.sql("PRAGMA user_version").get()?.["user_version"] ?? 0);
    if (version === 0) this.#database.exec(`PRAGMA user_version=${SCHEMA_VERSION}`);
    else if (version !== SCHEMA_VERSION) {
      this.#database.close();
      throw new Error(
        `The state in ${this.folder} has version ${version}, this Doppelface reads version ${SCHEMA_VERSION}. ` +
          "Start with --fresh to begin anew, or with the Doppelface that wrote it.",
      );
    }
  }
}
