import type { EventOf } from "../../trace/events.ts";
import type { Tape } from "./tape.ts";

/** What a run did with a set of recordings; told on the bus when it ends. */
export type RecordingsUsage = EventOf<"recordings">;

/** Counts what a run does with a set. */
export class Usage {
  readonly #used = new Set<string>();
  readonly #misses = new Map<string, number>();
  readonly #written = new Set<string>();
  readonly #kept = new Set<string>();
  readonly #refused: string[] = [];
  #hits = 0;

  /** A request was answered by a file of the set, or gave what stands in it already. */
  hit(file: string): void {
    this.#hits++;
    this.#used.add(file);
  }

  /** A request was answered by no file; `what` in one line. Returns how often that came by now. */
  missed(what: string): number {
    const times = (this.#misses.get(what) ?? 0) + 1;
    this.#misses.set(what, times);
    return times;
  }

  /** The files that were used, by their paths. */
  used(): string[] {
    return [...this.#used].toSorted();
  }

  /** A file was written. */
  wrote(file: string): void {
    this.#written.add(file);
    this.#used.add(file);
  }

  /** The upstream answers otherwise than a file that was left as it is. */
  kept(file: string): void {
    this.#kept.add(file);
    this.#used.add(file);
  }

  /** An answer was not stored; `why` without what it held. */
  refused(why: string): void {
    this.#refused.push(why);
  }

  /** The event for the end of the run. */
  summary(mode: "record" | "replay", set: string, tape: Tape): RecordingsUsage {
    return {
      type: "recordings",
      mode,
      set,
      folder: tape.folder,
      hits: this.#hits,
      misses: [...this.#misses].map(([what, times]) => (times === 1 ? what : `${what}, ${times} times`)),
      unused: tape.files().filter((file) => !this.#used.has(file)),
      written: [...this.#written],
      kept: [...this.#kept],
      refused: [...this.#refused],
    };
  }
}
