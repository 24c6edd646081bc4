import { statSync, unlinkSync } from "node:fs";
import { unlink } from "node:fs/promises";

/** Bytes up to which a file is removed at once: that takes 10 µs, the way to Node's threads and back ten times as long. */
const SMALL = 1 << 20;

/** Removes files whose rows are gone; while an export links the files of an earlier moment, once it is done. */
export class FileRemovals {
  #holds = 0;
  #waiting: string[] = [];

  /** Removes files by their paths; one that is gone is no error. A killed process leaves those that still waited. */
  async remove(paths: readonly string[]): Promise<void> {
    if (this.#holds > 0) this.#waiting.push(...paths);
    else await unlinkAll(paths);
  }

  /** Runs work under which no file is removed. */
  async heldBack<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#holds++;
    try {
      return await work();
    } finally {
      this.#holds--;
      if (this.#holds === 0) await unlinkAll(this.#waiting.splice(0));
    }
  }
}

async function unlinkAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      if (statSync(path).size <= SMALL) unlinkSync(path);
      else await unlink(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}
