import { createHash } from "node:crypto";
import type { LookedAt } from "./engine.ts";
import { type Analysis, type AnalyseOptions, type FaceModel, FaceModelError } from "./face-model.ts";
import type { GivenEmbedder } from "./given/embedder.ts";
import { reachOf, similarity, type SimilarityCurve, similarityAt } from "./similarity.ts";
import { keepTelemetryOff } from "./telemetry.ts";
import { engineVersion } from "./version.ts";
import { WorkerPool } from "./worker-pool.ts";

const WORKER = new URL("./worker.ts", import.meta.url);

/** Pictures whose results are kept, so that detecting, indexing and searching the same bytes pay once. */
const mostRemembered = 64;

type Look = Analysis & LookedAt;

interface Remembered {
  readonly attributes: boolean;
  readonly embeddings: boolean;
  readonly picture: Promise<Look>;
}

/**
 * The face model in worker threads: the first starts at the first call, keeps the process alive only while a call
 * waits, and is started again by the next call if it ended unexpectedly.
 */
export class LocalFaceModel implements FaceModel {
  readonly version: string;
  readonly #workers: WorkerPool;
  readonly #remembered = new Map<string, Remembered>();

  readonly #curve: SimilarityCurve | undefined;

  /** `entry` is the workers' script; `given` makes the vectors in place of our own net. */
  constructor({ entry = WORKER, given }: { readonly entry?: URL; readonly given?: GivenEmbedder | undefined } = {}) {
    keepTelemetryOff();
    this.version = engineVersion(given);
    this.#curve = given?.curve;
    this.#workers = new WorkerPool(entry, { given });
  }

  similarity(a: Float32Array, b: Float32Array): number {
    return similarity(a, b, this.#curve);
  }

  similarityAt(distance: number): number {
    return similarityAt(distance, this.#curve);
  }

  reachOf(least: number): number {
    return reachOf(least, this.#curve);
  }

  async load(): Promise<void> {
    await this.#workers.ask((id) => ({ kind: "load", id }));
  }

  async analyse(bytes: Uint8Array, { attributes, embeddings = true }: AnalyseOptions): Promise<Analysis> {
    const hash = createHash("sha256").update(bytes).digest("hex");
    const known = this.#remembered.get(hash);
    if (known === undefined || (attributes && !known.attributes)) {
      const options = { attributes, embeddings: embeddings || known?.embeddings === true };
      return this.#keep(hash, { ...options, picture: this.#analyse(bytes, hash, options) });
    }
    if (known.embeddings || !embeddings) {
      this.#remember(hash, known);
      return known.picture;
    }
    return this.#keep(hash, { ...known, embeddings, picture: this.#embed(bytes, known.picture) });
  }

  async close(): Promise<void> {
    this.#remembered.clear();
    await this.#workers.close();
  }

  #keep(hash: string, entry: Remembered): Promise<Look> {
    this.#remember(hash, entry);
    entry.picture.catch(() => {
      if (this.#remembered.get(hash) === entry) this.#remembered.delete(hash);
    });
    return entry.picture;
  }

  async #analyse(bytes: Uint8Array, hash: string, options: AnalyseOptions): Promise<Look> {
    // A copy is handed over, since the caller still needs its bytes.
    const copy = new Uint8Array(bytes);
    const picture = await this.#workers.ask((id) => ({ kind: "analyse", id, bytes: copy, options }), [copy.buffer]);
    if (!picture) throw new FaceModelError("The face model's worker answered an analysis without a picture.");
    return { ...picture, hash };
  }

  /** Runs the recognition net alone, on the faces that were found already. */
  async #embed(bytes: Uint8Array, before: Promise<Look>): Promise<Look> {
    const copy = new Uint8Array(bytes);
    const { hash, ...seen } = await before;
    if (seen.faces.length === 0) return before;
    const picture = await this.#workers.ask((id) => ({ kind: "embed", id, bytes: copy, picture: seen }), [copy.buffer]);
    if (!picture) throw new FaceModelError("The face model's worker answered an embedding without a picture.");
    return { ...picture, hash };
  }

  /** Puts an entry last in the order of use and drops the first if there are too many. */
  #remember(key: string, entry: Remembered): void {
    this.#remembered.delete(key);
    this.#remembered.set(key, entry);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > mostRemembered && oldest !== undefined) this.#remembered.delete(oldest);
  }
}
