import { type BuildContext, type BuildOptions, type BuildResult, context, stop } from "esbuild";

/** Milliseconds without a build after which esbuild's process ends. */
const IDLE_MS = 60_000;

/** What the builds here are asked for. */
type Kept = { write: false; metafile: true };

/** Contexts of this process: they share one process of esbuild's. */
let open = 0;

/** A build context. While nobody saves, esbuild's process (15 MB) is not there; the next build has it back in 10 ms. */
export class RestingEsbuild {
  readonly #options: BuildOptions & Kept;
  #context: Promise<BuildContext<Kept>> | undefined;
  #resting: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: BuildOptions & Kept) {
    this.#options = options;
  }

  /** Builds what changed since the last time. Rejects with esbuild's failure. */
  async rebuild(): Promise<BuildResult<Kept>> {
    clearTimeout(this.#timer);
    this.#context ??= this.#open();
    try {
      return await (await this.#context).rebuild();
    } finally {
      this.#timer = setTimeout(() => void this.rest(), IDLE_MS).unref();
    }
  }

  /** Ends what runs here; the next `rebuild` begins again. */
  rest(): Promise<void> {
    clearTimeout(this.#timer);
    const ending = this.#context;
    this.#context = undefined;
    if (ending !== undefined) this.#resting = end(ending);
    return this.#resting;
  }

  async #open(): Promise<BuildContext<Kept>> {
    await this.#resting;
    open++;
    try {
      return await context<Kept>(this.#options);
    } catch (error) {
      open--;
      this.#context = undefined;
      throw error;
    }
  }
}

async function end(ending: Promise<BuildContext<Kept>>): Promise<void> {
  const ended = await ending.catch(() => undefined);
  if (ended === undefined) return;
  await ended.dispose();
  if (--open === 0) await stop();
}
