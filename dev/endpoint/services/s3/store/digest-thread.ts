import { Worker } from "node:worker_threads";
import type { Algorithm } from "../checksum.ts";
import type { Digest } from "./digests.ts";

/** What the thread is asked. */
export interface DigestRequest {
  readonly id: number;
  /** Absolute, of a file of a megabyte or so. */
  readonly path: string;
  readonly algorithms: readonly Algorithm[];
}

/** What the thread says: that it has started, or the hashes of a file, if it could read it. */
export type DigestReply =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly id: number; readonly digest: Digest | undefined };

/**
 * Files that wait in the thread from which on the asking thread hashes by itself. Uploads of 1 MB a second with 16 in
 * flight: 166 without the thread, 174 with 4, 184 with 12 (`moto_server` 144).
 */
const MOST_WAITING = 12;
/** Milliseconds without a file after which the thread ends. */
const IDLE_MS = 10_000;

/**
 * A second thread that hashes what several clients upload at once: MD5 and CRC-32 are 1.9 of the 5 ms that the main
 * thread works on a megabyte, while the other processor has time left (profile of 16 uploads in flight). It starts
 * when it is first asked, and answers from then on; nobody waits for it.
 */
export class DigestThread {
  readonly #waiting = new Map<number, (digest: Digest | undefined) => void>();
  #worker: Worker | undefined;
  #isReady = false;
  #ids = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Hashes a file. Undefined, or resolving with undefined, where whoever asks has to do it. */
  digest(path: string, algorithms: readonly Algorithm[]): Promise<Digest | undefined> | undefined {
    const worker = this.#started();
    if (!this.#isReady || this.#waiting.size >= MOST_WAITING) return undefined;
    const id = this.#ids++;
    const request: DigestRequest = { id, path, algorithms };
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      worker.postMessage(request, []);
    });
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#worker?.terminate();
  }

  #started(): Worker {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.close(), IDLE_MS).unref();
    this.#worker ??= this.#start();
    return this.#worker;
  }

  #start(): Worker {
    // Flags of the main thread such as --input-type would keep the thread from starting.
    const worker = new Worker(new URL("digest-worker.ts", import.meta.url), { execArgv: [] });
    worker.on("message", (reply: DigestReply) => {
      if (reply.kind === "ready") this.#isReady = true;
      else this.#settle(reply.id, reply.digest);
    });
    // It ends then as well.
    worker.on("error", () => undefined);
    worker.on("exit", () => {
      this.#isReady = false;
      this.#worker = undefined;
      for (const id of this.#waiting.keys()) this.#settle(id, undefined);
    });
    worker.unref();
    return worker;
  }

  #settle(id: number, digest: Digest | undefined): void {
    this.#waiting.get(id)?.(digest);
    this.#waiting.delete(id);
  }
}
