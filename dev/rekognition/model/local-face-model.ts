import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import { FaceModelError, PictureError } from "./face-model.ts";
import type { AnalysedPicture, AnalyseOptions, FaceModel } from "./face-model.ts";
import type { WorkerFailure, WorkerReply, WorkerRequest } from "./protocol.ts";
import { reachOf, similarity, similarityAt } from "./similarity.ts";
import { engineVersion } from "./version.ts";

/** Pictures whose results are kept, so that detecting, indexing and searching the same bytes pay once. */
const mostRemembered = 64;

interface Waiting {
  readonly resolve: (picture: AnalysedPicture | undefined) => void;
  readonly reject: (error: Error) => void;
}

interface Remembered {
  readonly attributes: boolean;
  readonly picture: Promise<AnalysedPicture>;
}

/**
 * The face model in a worker thread that starts at the first call, keeps the process alive only while a call
 * waits, and is started again by the next call if it ended unexpectedly.
 */
export class LocalFaceModel implements FaceModel {
  readonly version = engineVersion();
  readonly #entry: URL;
  readonly #waiting = new Map<number, Waiting>();
  readonly #remembered = new Map<string, Remembered>();
  #worker: Worker | undefined;
  #ids = 0;
  #closed = false;

  /** `entry` is the worker's script. */
  constructor(entry = new URL("./worker.ts", import.meta.url)) {
    this.#entry = entry;
  }

  similarity(a: Float32Array, b: Float32Array): number {
    return similarity(a, b);
  }

  similarityAt(distance: number): number {
    return similarityAt(distance);
  }

  reachOf(least: number): number {
    return reachOf(least);
  }

  async load(): Promise<void> {
    await this.#ask((id) => ({ kind: "load", id }));
  }

  async analyse(bytes: Uint8Array, options: AnalyseOptions): Promise<AnalysedPicture> {
    const key = createHash("sha256").update(bytes).digest("base64");
    const known = this.#remembered.get(key);
    if (known && (known.attributes || !options.attributes)) {
      this.#remember(key, known);
      return known.picture;
    }
    const entry = { attributes: options.attributes, picture: this.#analyse(bytes, options) };
    this.#remember(key, entry);
    entry.picture.catch(() => {
      if (this.#remembered.get(key) === entry) this.#remembered.delete(key);
    });
    return entry.picture;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#remembered.clear();
    const worker = this.#worker;
    if (!worker) return;
    const ended = new Promise<void>((resolve) => {
      worker.once("exit", () => resolve());
    });
    worker.ref();
    post(worker, { kind: "close" });
    await ended;
  }

  async #analyse(bytes: Uint8Array, options: AnalyseOptions): Promise<AnalysedPicture> {
    // A copy is handed over, since the caller still needs its bytes.
    const copy = new Uint8Array(bytes);
    const picture = await this.#ask((id) => ({ kind: "analyse", id, bytes: copy, options }), [copy.buffer]);
    if (!picture) throw new FaceModelError("The face model's worker answered an analysis without a picture.");
    return picture;
  }

  async #ask(
    request: (id: number) => WorkerRequest,
    transfer: ArrayBuffer[] = [],
  ): Promise<AnalysedPicture | undefined> {
    if (this.#closed) throw new FaceModelError("The face model is closed; create a new one.");
    const worker = (this.#worker ??= this.#start());
    const id = this.#ids++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.ref();
      post(worker, request(id), transfer);
    });
  }

  #start(): Worker {
    // Flags of the main thread such as --input-type would keep the worker from starting.
    const worker = new Worker(this.#entry, { execArgv: [] });
    let cause: unknown;
    worker.on("message", (reply: WorkerReply) => this.#settle(worker, reply));
    worker.on("error", (error: unknown) => {
      cause = error;
    });
    worker.on("exit", (code) => this.#ended(worker, code, cause));
    worker.unref();
    return worker;
  }

  #settle(worker: Worker, reply: WorkerReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0 && !this.#closed) worker.unref();
    if (reply.kind === "done") waiting?.resolve(reply.picture);
    else waiting?.reject(toError(reply.failure));
  }

  #ended(worker: Worker, code: number, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const why = cause instanceof Error ? `: ${cause.message}` : "";
    const error = new FaceModelError(
      `The face model's worker ended (exit code ${code})${why}. The next call starts a new one.`,
      { cause },
    );
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  /** Puts an entry last in the order of use and drops the first if there are too many. */
  #remember(key: string, entry: Remembered): void {
    this.#remembered.delete(key);
    this.#remembered.set(key, entry);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > mostRemembered && oldest !== undefined) this.#remembered.delete(oldest);
  }
}

function post(worker: Worker, request: WorkerRequest, transfer: ArrayBuffer[] = []): void {
  worker.postMessage(request, transfer);
}

function toError({ message, stack, code }: WorkerFailure): Error {
  if (code) return new PictureError(code, message);
  const error = new FaceModelError(`The face model failed: ${message}`);
  if (stack !== undefined) error.stack = stack;
  return error;
}
