import { Worker } from "node:worker_threads";
import type { LookedAt } from "./engine.ts";
import { FaceModelError, PictureError } from "./face-model.ts";
import type { EmbedderChoice } from "./given/embedder.ts";
import type { WorkerFailure, WorkerReply, WorkerRequest } from "./protocol.ts";

interface Waiting {
  readonly resolve: (picture: LookedAt | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** One worker thread with the nets in it. It keeps the process alive only while a call waits. */
export class ModelWorker {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #ids = 0;
  #closing = false;

  /**
   * `entry` is the worker's script, `given` makes the vectors in place of our own net; `onEnd` hears when the thread is
   * gone, in whatever way.
   */
  constructor(entry: URL, given: EmbedderChoice | undefined, onEnd: () => void) {
    const worker = new Worker(entry, {
      workerData: given,
      // Flags of the main thread such as --input-type would keep the worker from starting.
      execArgv: [],
      // Little room for what is new makes V8 collect often, and decoded pictures go with it: 30 MB less, at no cost.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    let cause: unknown;
    this.#worker = worker;
    this.#ended = new Promise((resolve) => {
      worker.on("exit", (code) => {
        this.#rejectAll(code, cause);
        onEnd();
        resolve();
      });
    });
    worker.on("message", (reply: WorkerReply) => this.#settle(reply));
    worker.on("error", (error: unknown) => {
      cause = error;
    });
    worker.unref();
  }

  /** Requests without an answer yet. */
  get busy(): number {
    return this.#waiting.size;
  }

  /** Posts a request; `transfer` goes over to the worker. */
  ask(request: (id: number) => WorkerRequest, transfer: ArrayBuffer[] = []): Promise<LookedAt | undefined> {
    const id = this.#ids++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.ref();
      this.#post(request(id), transfer);
    });
  }

  /** Ends the thread once it has answered; `patient` keeps the process alive until then. */
  async close({ patient }: { readonly patient: boolean }): Promise<void> {
    this.#closing = true;
    if (patient) this.#worker.ref();
    this.#post({ kind: "close" }, []);
    await this.#ended;
  }

  #post(request: WorkerRequest, transfer: ArrayBuffer[]): void {
    this.#worker.postMessage(request, transfer);
  }

  #settle(reply: WorkerReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0 && !this.#closing) this.#worker.unref();
    if (reply.kind === "done") waiting?.resolve(reply.picture);
    else waiting?.reject(toError(reply.failure));
  }

  #rejectAll(code: number, cause: unknown): void {
    const why = cause instanceof Error ? `: ${cause.message}` : "";
    const error = new FaceModelError(
      `The face model's worker ended (exit code ${code})${why}. The next call starts a new one.`,
      { cause },
    );
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function toError({ message, stack, code }: WorkerFailure): Error {
  if (code) return new PictureError(code, message);
  const error = new FaceModelError(`The face model failed: ${message}`);
  if (stack !== undefined) error.stack = stack;
  return error;
}
