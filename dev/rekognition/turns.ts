import { throttled } from "./errors.ts";
import { mostWorkers } from "./model/most-workers.ts";

/** What may be at the model and wait for it. */
export interface TurnLimits {
  /** Calls whose pictures are in memory as a whole: at work, or next. */
  readonly atOnce: number;
  /** Calls that wait behind those. */
  readonly waiting: number;
  /** Bytes of the requests that wait; a picture in S3 is read when its turn has come, and takes none. */
  readonly bytes: number;
}

/**
 * Five a worker, since another worker starts where four are with each. 500 small pictures take ten to twenty seconds.
 */
const TURNS: TurnLimits = { atOnce: 5 * mostWorkers(), waiting: 500, bytes: 128 << 20 };

interface Waiting {
  readonly bytes: number;
  readonly begin: () => void;
}

/**
 * Lets calls to the model one after the other, so that pictures do not wait in memory, and refuses what is too much.
 */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #line: Waiting[] = [];
  #atWork = 0;
  #bytes = 0;

  constructor(limits: TurnLimits = TURNS) {
    this.#limits = limits;
  }

  /** Does the work when its turn comes. Throws ThrottlingException where too much waits. `bytes` are held meanwhile. */
  async take<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
    if (this.#atWork < this.#limits.atOnce) this.#atWork++;
    else await this.#wait(bytes);
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #wait(bytes: number): Promise<void> {
    const { waiting, bytes: most } = this.#limits;
    // One alone may be larger than all that may wait together.
    const full = this.#line.length >= waiting || (this.#line.length > 0 && this.#bytes + bytes > most);
    if (full) throw throttled();
    return new Promise((begin) => {
      this.#bytes += bytes;
      this.#line.push({ bytes, begin });
    });
  }

  /** The turn that ends goes to the call that has waited longest. */
  #next(): void {
    const next = this.#line.shift();
    if (next === undefined) {
      this.#atWork--;
      return;
    }
    this.#bytes -= next.bytes;
    next.begin();
  }
}
