/** Of a run: as many answers, and as many kinds of misses. */
const MOST = 300;

/** A request that a recording answered. */
export interface RecordedAnswer {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly operation: string;
  /** Path of the recording below the set's folder. */
  readonly file: string;
}

/** A request that no recording answers. */
export interface RecordedMiss {
  readonly line: string;
  readonly times: number;
  /** What its caller was told: the request beside the closest recording, and what to do. */
  readonly text: string;
}

/** The last answers and misses of a run, for whoever looks at it meanwhile. */
export class RecentAnswers {
  readonly #answers: RecordedAnswer[] = [];
  readonly #misses = new Map<string, RecordedMiss>();

  hit(operation: string, file: string): void {
    this.#answers.push({ at: Date.now(), operation, file });
    if (this.#answers.length > MOST) this.#answers.shift();
  }

  missed(line: string, text: string): void {
    const times = (this.#misses.get(line)?.times ?? 0) + 1;
    this.#misses.delete(line);
    this.#misses.set(line, { line, times, text });
    if (this.#misses.size > MOST) this.#misses.delete(this.#misses.keys().next().value ?? "");
  }

  /** Both, the last ones first. */
  all(): { readonly answers: readonly RecordedAnswer[]; readonly misses: readonly RecordedMiss[] } {
    return { answers: this.#answers.toReversed(), misses: [...this.#misses.values()].toReversed() };
  }
}
