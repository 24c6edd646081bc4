import type { LookedAt } from "./engine.ts";
import { FaceModelError } from "./face-model.ts";
import type { EmbedderChoice } from "./given/embedder.ts";
import { ModelWorker } from "./model-worker.ts";
import type { WorkerRequest } from "./protocol.ts";
import { mostWorkers } from "./most-workers.ts";

/** Pictures that wait behind the one at work before another worker pays: loading its nets takes as long as ten. */
const LONG_QUEUE = 3;
/** Milliseconds without a picture of their own after which all workers but the first end. */
const IDLE = 10_000;

/** What may be otherwise. */
export interface PoolOptions {
  readonly idle?: number;
  /** Most workers at once; without it as the cores carry. */
  readonly most?: number;
  /** Makes the vectors in place of our own net. */
  readonly given?: EmbedderChoice | undefined;
}

/** One worker from the first call on, and more while pictures queue up. */
export class WorkerPool {
  readonly #entry: URL;
  readonly #idle: number;
  readonly #most: number;
  readonly #given: EmbedderChoice | undefined;
  readonly #workers: ModelWorker[] = [];
  #retiring: NodeJS.Timeout | undefined;
  #closed = false;

  /** `entry` is the workers' script. */
  constructor(entry: URL, { idle = IDLE, most = mostWorkers(), given }: PoolOptions = {}) {
    this.#entry = entry;
    this.#idle = idle;
    this.#most = most;
    this.#given = given;
  }

  /** How many threads there are. */
  get size(): number {
    return this.#workers.length;
  }

  /** Has the least busy worker answer. */
  async ask(request: (id: number) => WorkerRequest, transfer: ArrayBuffer[] = []): Promise<LookedAt | undefined> {
    if (this.#closed) throw new FaceModelError("The face model is closed; create a new one.");
    const worker = this.#leastBusy();
    if (worker !== this.#workers[0]) this.#retireLater();
    return worker.ask(request, transfer);
  }

  /** Ends every worker once it has answered what it was asked. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retiring);
    await Promise.all(this.#workers.map((worker) => worker.close({ patient: true })));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #leastBusy(): ModelWorker {
    const best = this.#workers.toSorted((a, b) => a.busy - b.busy)[0];
    const enough = best !== undefined && (best.busy <= LONG_QUEUE || this.#workers.length >= this.#most);
    return enough ? best : this.#start();
  }

  #start(): ModelWorker {
    const worker: ModelWorker = new ModelWorker(this.#entry, this.#given, () => this.#remove(worker));
    this.#workers.push(worker);
    return worker;
  }

  #remove(worker: ModelWorker): void {
    const at = this.#workers.indexOf(worker);
    if (at >= 0) this.#workers.splice(at, 1);
  }

  /** Waits again each time when another than the first worker is asked. */
  #retireLater(): void {
    clearTimeout(this.#retiring);
    this.#retiring = setTimeout(() => this.#retire(), this.#idle);
    this.#retiring.unref();
  }

  #retire(): void {
    const more = this.#workers.slice(1);
    if (more.some(({ busy }) => busy > 0)) {
      this.#retireLater();
      return;
    }
    for (const worker of more) {
      // Out of the list first: what is asked meanwhile goes to the one that stays.
      this.#remove(worker);
      void worker.close({ patient: false });
    }
  }
}
