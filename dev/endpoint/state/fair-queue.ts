import type { Database } from "./database.ts";

interface Job {
  readonly writes: boolean;
  readonly run: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Milliseconds of database work after which the event loop gets its turn. */
const TURN_MS = 4;

/**
 * Runs synchronous database work for many requests on one thread: at most 4 ms a turn of the event loop, the writes
 * of one turn in one commit, answers only after it. Without it, scans beside a 20 MB download take it from 0.25 s
 * to 33 s (dev/docs/decisions/one-sqlite-file.md).
 */
export class FairQueue {
  readonly #database: Database;
  readonly #jobs: Job[] = [];
  #scheduled = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Queues work that only reads. Resolves with its result. */
  read<Result>(run: () => Result): Promise<Result> {
    return this.#enqueue(false, run);
  }

  /** Queues work that writes. Resolves once it is committed; if it throws, its writes alone are undone. */
  write<Result>(run: () => Result): Promise<Result> {
    return this.#enqueue(true, run);
  }

  #enqueue<Result>(writes: boolean, run: () => Result): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#jobs.push({ writes, run, resolve, reject });
      if (!this.#scheduled) {
        this.#scheduled = true;
        setImmediate(() => this.#turn());
      }
    });
  }

  #turn(): void {
    const until = performance.now() + TURN_MS;
    while (this.#jobs.length > 0 && performance.now() < until) {
      if (this.#jobs[0]?.writes === true) this.#commitTogether(until);
      else settle(this.#jobs.shift() as Job);
    }
    this.#scheduled = this.#jobs.length > 0;
    if (this.#scheduled) setImmediate(() => this.#turn());
  }

  #commitTogether(until: number): void {
    const answers: (() => void)[] = [];
    const jobs: Job[] = [];
    try {
      this.#database.transaction(() => {
        do {
          const job = this.#jobs.shift() as Job;
          jobs.push(job);
          try {
            const result = this.#database.transaction(job.run);
            answers.push(() => job.resolve(result as never));
          } catch (error) {
            // With the transaction went what the jobs before it wrote: they fail as well.
            if (!this.#database.inTransaction) throw error;
            answers.push(() => job.reject(error));
          }
        } while (this.#jobs[0]?.writes === true && performance.now() < until);
      });
    } catch (error) {
      // The commit itself failed (a full disk, for example): nothing of this turn is stored.
      for (const job of jobs) job.reject(error);
      return;
    }
    for (const answer of answers) answer();
  }
}

function settle(job: Job): void {
  try {
    job.resolve(job.run() as never);
  } catch (error) {
    job.reject(error);
  }
}
