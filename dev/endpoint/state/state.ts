import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { StatementSync } from "node:sqlite";
import { bootOf, sameBoot } from "./boot.ts";
import { Database } from "./database.ts";
import { makeEphemeralFolder } from "./ephemeral-folder.ts";
import { FairQueue } from "./fair-queue.ts";
import { FileRemovals } from "./file-removals.ts";
import { DATABASE_FILE, IMPORTING, checkOwn } from "./layout.ts";
import { StateLock } from "./lock.ts";
import { makeStateFolder } from "./make-state-folder.ts";
import { definedOtherwise } from "./schema.ts";
import { removeIfPossible } from "./remove-if-possible.ts";
import { syncNow } from "./sync-tree.ts";

/**
 * Version of the tables; a folder of another version is refused, never half read. To be raised where what stands in a
 * table has another meaning; a table that is defined otherwise is refused by `define`, whatever the version says.
 */
export const SCHEMA_VERSION = 1;

const WHAT_NEXT =
  "Nothing in it was changed. Choose another folder with --state DIR, start with --fresh to delete it and start over, " +
  "or start the Doppelface that wrote it.";

/** Whether the state was closed in order, and on which start of the machine it was last open. */
const SESSION = `
  CREATE TABLE IF NOT EXISTS state_session(
    id INTEGER PRIMARY KEY CHECK(id = 1), boot TEXT NOT NULL, closed INTEGER NOT NULL) STRICT;`;

/** Where state lives, and how durable it is. */
export interface StateOptions {
  /** Absolute folder, or `undefined` for one in the temporary folder that goes when it is closed. */
  readonly folder: string | undefined;
  readonly durability?: "process" | "disk";
}

/** What a service's tables need of the state. */
export type StateTables = Pick<State, "define" | "sql" | "read" | "write">;

/**
 * Everything that the environment keeps: one SQLite file, and immutable files beside it. Services add their own
 * tables by `define`, read and write through `read` and `write`.
 */
export class State {
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly durability: "process" | "disk";
  /** Removes the files of rows that are gone. */
  readonly removals = new FileRemovals();
  /** The machine was restarted while the state was open: a row may name a file that never reached the disk. */
  readonly machineWentDown: boolean;
  readonly #ephemeral: boolean;
  readonly #lock: StateLock;
  readonly #database: Database;
  readonly #queue: FairQueue;

  private constructor(folder: string, ephemeral: boolean, durability: "process" | "disk", lock: StateLock) {
    this.folder = folder;
    this.durability = durability;
    this.#ephemeral = ephemeral;
    this.#lock = lock;
    this.#database = openDatabase(join(folder, DATABASE_FILE), durability);
    this.#queue = new FairQueue(this.#database);
    try {
      this.#checkVersion();
      this.machineWentDown = this.#openSession();
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Opens a folder for this process. Throws StateInUse where another one has it, or where its version is another. */
  static open(options: StateOptions): State {
    const ephemeral = options.folder === undefined;
    const folder = options.folder ?? makeEphemeralFolder();
    const made = makeStateFolder(folder);
    checkOwn(folder);
    if (made !== undefined && options.durability === "disk") syncNow(dirname(made));
    const lock = StateLock.take(folder);
    try {
      rmSync(join(folder, IMPORTING), { recursive: true, force: true });
      return new State(folder, ephemeral, options.durability ?? "process", lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /**
   * Adds a service's tables: `CREATE TABLE IF NOT EXISTS …`, every table STRICT, every column NOT NULL where it can be.
   * Throws where one of them is there already and has another definition.
   */
  define(schema: string): void {
    const others = definedOtherwise(this.#database, schema);
    if (others.length > 0) {
      throw new Error(
        `The state in ${this.folder} was written by another Doppelface, which defines its ${others.join(", ")} ` +
          `otherwise. ${WHAT_NEXT}`,
      );
    }
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
    const made = mkdirSync(folder, { recursive: true });
    if (made !== undefined && this.durability === "disk") syncNow(this.folder);
    return folder;
  }

  /** Tells other processes of this user where the endpoint of this state is, and its token. */
  publish(endpoint: string, token: string): void {
    this.#lock.publish(endpoint, token);
  }

  /** Closes the file and gives the folder back; an ephemeral one is removed. */
  close(): void {
    try {
      this.sql("UPDATE state_session SET closed = 1").run();
    } finally {
      this.#database.close();
      this.#lock.release();
    }
    if (this.#ephemeral) removeIfPossible(this.folder);
  }

  #checkVersion(): void {
    const version = Number(this.sql("PRAGMA user_version").get()?.["user_version"] ?? 0);
    const empty = this.sql("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
    if (version === 0 && empty) this.#database.exec(`PRAGMA user_version=${SCHEMA_VERSION}`);
    else if (version !== SCHEMA_VERSION) {
      throw new Error(
        `The state in ${this.folder} has version ${version}, this Doppelface reads version ${SCHEMA_VERSION}. ` +
          WHAT_NEXT,
      );
    }
  }

  /** Notes that the state is open, and tells whether the machine went down when it last was. */
  #openSession(): boolean {
    this.define(SESSION);
    const boot = bootOf();
    const before = this.sql("SELECT boot, closed FROM state_session").get();
    this.sql("INSERT OR REPLACE INTO state_session VALUES (1, ?, 0)").run(boot);
    return before !== undefined && before["closed"] === 0 && !sameBoot(String(before["boot"]), boot);
  }
}

function openDatabase(file: string, durability: "process" | "disk"): Database {
  try {
    return new Database(file, durability);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${file} cannot be opened: ${why}. ${WHAT_NEXT}`, { cause });
  }
}
