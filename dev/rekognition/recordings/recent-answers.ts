import type { Nearest } from "./closest.ts";

/** Of a run: as many answers, and as many kinds of misses. */
const MOST = 300;

/**
 * What stands in a file that was answered with: it was there, it was written now, or it was left as it is though the
 * upstream answers otherwise.
 */
export type RecordedHow = "answered" | "written" | "kept";

/** A request that a recording answered, or became one. */
export interface RecordedAnswer {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly operation: string;
  /** Path of the recording below the set's folder. */
  readonly file: string;
  readonly how: RecordedHow;
  /** Of the upload that asked; undefined for other callers. */
  readonly traceId: string | undefined;
}

/** A request that no recording answers. */
export interface RecordedMiss {
  readonly line: string;
  /** Why it is none, in a sentence. */
  readonly why: string;
  /** The recording that differs least, with every line of both; undefined where the set has none of the operation. */
  readonly closest: Nearest | undefined;
  /** What to do, one way each. */
  readonly ways: readonly string[];
  readonly times: number;
  /** Of the upload that asked last; undefined for other callers. */
  readonly traceId: string | undefined;
}

/** The last answers and misses of a run, for whoever looks at it meanwhile. */
export class RecentAnswers {
  readonly #answers: RecordedAnswer[] = [];
  readonly #misses = new Map<string, RecordedMiss>();

  answered(answer: Omit<RecordedAnswer, "at">): void {
    this.#answers.push({ at: Date.now(), ...answer });
    if (this.#answers.length > MOST) this.#answers.shift();
  }

  missed(miss: Omit<RecordedMiss, "times">): void {
    const times = (this.#misses.get(miss.line)?.times ?? 0) + 1;
    this.#misses.delete(miss.line);
    this.#misses.set(miss.line, { ...miss, times });
    if (this.#misses.size > MOST) this.#misses.delete(this.#misses.keys().next().value ?? "");
  }

  /** Both, the last ones first. */
  all(): { readonly answers: readonly RecordedAnswer[]; readonly misses: readonly RecordedMiss[] } {
    return { answers: this.#answers.toReversed(), misses: [...this.#misses.values()].toReversed() };
  }
}
