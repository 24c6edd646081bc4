import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";

const Holder = v.object({ pid: v.number(), startedAt: v.string(), endpoint: v.optional(v.string()) });

/** Who holds a state folder, and where its endpoint is. */
export type LockHolder = v.InferOutput<typeof Holder>;

/** A second process wanted a state folder that is in use. */
export class StateInUse extends Error {
  readonly holder: LockHolder;

  constructor(folder: string, holder: LockHolder) {
    super(
      `The state folder ${folder} is in use by process ${holder.pid}` +
        `${holder.endpoint === undefined ? "" : `, whose endpoint is ${holder.endpoint}`}. ` +
        "Stop it (Ctrl-C), use its endpoint, or start with --ephemeral for a state of its own.",
    );
    this.name = "StateInUse";
    this.holder = holder;
  }
}

/** Takes the folder for this process. Throws StateInUse while another process that is alive holds it. */
export function takeLock(folder: string): void {
  const file = lockFile(folder);
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, startedAt: new Date().toISOString() }));
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        // A hard link is made whole or not at all, so that of two processes one wins.
        linkSync(own, file);
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        const holder = readLock(folder);
        if (holder !== undefined && holder.pid !== process.pid && isAlive(holder.pid)) {
          throw new StateInUse(folder, holder);
        }
        if (attempt > 3)
          throw new Error(`Cannot take ${file}: remove it if no Doppelface runs on this folder.`, { cause: error });
        rmSync(file, { force: true });
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Writes the endpoint into the lock, for commands and for the message to a second process. */
export function publishEndpoint(folder: string, endpoint: string): void {
  const holder: LockHolder = { pid: process.pid, startedAt: new Date().toISOString(), endpoint };
  writeFileSync(lockFile(folder), JSON.stringify(holder));
}

/** Gives the folder back. */
export function releaseLock(folder: string): void {
  rmSync(lockFile(folder), { force: true });
}

/** The process that holds the folder, if it is alive. */
export function lockHolder(folder: string): LockHolder | undefined {
  const holder = readLock(folder);
  return holder !== undefined && isAlive(holder.pid) ? holder : undefined;
}

function readLock(folder: string): LockHolder | undefined {
  try {
    return v.parse(Holder, JSON.parse(readFileSync(lockFile(folder), "utf8")));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function lockFile(folder: string): string {
  return join(folder, "lock.json");
}
