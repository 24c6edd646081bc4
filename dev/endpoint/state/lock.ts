import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as v from "valibot";

const Holder = v.object({
  pid: v.number(),
  startedAt: v.string(),
  endpoint: v.optional(v.string()),
  token: v.optional(v.string()),
});

/** Who holds a state folder, where its endpoint is, and the token with which its control routes change something. */
export type LockHolder = v.InferOutput<typeof Holder>;

/** A second process wanted a state folder that is in use. */
export class StateInUse extends Error {
  readonly holder: LockHolder | undefined;

  constructor(folder: string, holder: LockHolder | undefined) {
    super(
      `The state folder ${folder} is in use by ${holder === undefined ? "another process" : `process ${holder.pid}`}` +
        `${holder?.endpoint === undefined ? "" : `, whose endpoint is ${holder.endpoint}`}. ` +
        `Stop it (Ctrl-C${holder === undefined ? "" : `, or \`kill ${holder.pid}\` where no terminal has it`}), use its endpoint, ` +
        "or start with --ephemeral for a state of its own.",
    );
    this.name = "StateInUse";
    this.holder = holder;
  }
}

/** How long a lock may take that somebody only looks at, in milliseconds. */
const GLANCE_MS = 200;

/**
 * One process's hold on a state folder: SQLite's lock on an empty file, which the system takes back when the process
 * ends in whatever way, so that none is ever stale and a pid that is given again means nothing. Beside it stands who
 * it is.
 */
export class StateLock {
  readonly #folder: string;
  readonly #database: DatabaseSync;
  readonly #startedAt = new Date().toISOString();

  private constructor(folder: string, database: DatabaseSync) {
    this.#folder = folder;
    this.#database = database;
  }

  /** Takes the folder, which exists, for this process. Throws StateInUse while it is held. */
  static take(folder: string): StateLock {
    const database = new DatabaseSync(join(folder, "lock.sqlite"), { timeout: GLANCE_MS });
    try {
      database.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      database.close();
      if (isBusy(error)) throw new StateInUse(folder, readHolder(folder));
      throw error;
    }
    const lock = new StateLock(folder, database);
    lock.#write({});
    return lock;
  }

  /** Writes the endpoint and its token beside the lock, for commands and for the message to a second process. */
  publish(endpoint: string, token: string): void {
    this.#write({ endpoint, token });
  }

  /** Gives the folder back. */
  release(): void {
    rmSync(join(this.#folder, "lock.json"), { force: true });
    this.#database.close();
  }

  #write(more: { endpoint?: string; token?: string }): void {
    const file = join(this.#folder, "lock.json");
    writeFileSync(`${file}.new`, JSON.stringify({ pid: process.pid, startedAt: this.#startedAt, ...more }), {
      mode: 0o600,
    });
    renameSync(`${file}.new`, file);
  }
}

/** The process that holds the folder; undefined where none does. */
export function lockHolder(folder: string): LockHolder | undefined {
  return isLocked(folder) ? readHolder(folder) : undefined;
}

/** Whether a process that is alive holds the folder. */
export function isLocked(folder: string): boolean {
  const file = join(folder, "lock.sqlite");
  if (!existsSync(file)) return false;
  const database = new DatabaseSync(file, { readOnly: true, timeout: 0 });
  try {
    database.prepare("SELECT 1 FROM sqlite_schema").get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  } finally {
    database.close();
  }
}

function readHolder(folder: string): LockHolder | undefined {
  try {
    return v.parse(Holder, JSON.parse(readFileSync(join(folder, "lock.json"), "utf8")));
  } catch {
    return undefined;
  }
}

function isBusy(error: unknown): boolean {
  // SQLITE_BUSY
  return (error as { errcode?: number }).errcode === 5;
}
