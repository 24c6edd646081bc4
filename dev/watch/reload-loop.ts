import { setTimeout as sleep } from "node:timers/promises";
import type { Bus } from "../trace/bus.ts";
import { type Bundle, BundleFailed } from "./bundle.ts";

/** Milliseconds without an event after which a save is taken to be over; what comes later makes it begin again. */
const QUIET_MS = 1;
/** Milliseconds after which what did not bundle is tried again: editors that replace a file have it missing meanwhile. */
const SECOND_LOOK_MS = 60;

/** What a reload consists of. */
export interface ReloadSteps {
  /** Undefined where the bundle is the same as before. Throws BundleFailed. */
  bundle(): Promise<Bundle | undefined>;
  /** Has the function run the bundle. */
  put(bundle: Bundle): Promise<void>;
  /** Deploys the stack. Resolves with what changed in it, empty for nothing. */
  deploy(): Promise<readonly string[]>;
  /** Whether a file is there, by its path from the project's root. */
  isThere(file: string): boolean;
  /** Told after `reloadFailed`. */
  failed(error: Error, files: readonly string[]): void;
}

/** One reload: the files that it took up, and how far it came. */
interface Reload {
  readonly files: Set<string>;
  /** What of the stack changed; undefined where it was not deployed, or that failed. */
  changes: string[] | undefined;
  /** The deploy is what failed: the code is live. */
  stackFailed: boolean;
}

/**
 * Brings saves to the function, one after the other: `sourceChanged` at the first event of a save, and then, when all
 * that was saved meanwhile is in, `live` or `reloadFailed`. In between the endpoint lets invocations wait.
 *
 * What is told last of a file is true of it: a save that comes while another one fails is taken up after it, and a file
 * that failed is live again once it was put back. A save that did not come to its deploy is deployed with the next one.
 */
export class ReloadLoop {
  readonly #bus: Bus;
  readonly #functionName: string;
  readonly #steps: ReloadSteps;
  /** Saved, and not yet taken up. */
  readonly #saved = new Set<string>();
  /** Told last as not live. */
  readonly #notLive = new Set<string>();
  /** The stack was saved, and not deployed since. */
  #stackSaved = false;
  #lastEvent = 0;
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;
  /** Made last. */
  #bundle: Bundle | undefined;
  /** What the function runs; undefined where a deploy may have put something else there. */
  #live: Bundle | undefined;
  /** Told last as live. */
  #toldLive: Bundle | undefined;

  constructor(bus: Bus, functionName: string, steps: ReloadSteps) {
    this.#bus = bus;
    this.#functionName = functionName;
    this.#steps = steps;
  }

  /** Has the function run the sources as they are; `live` follows with no files. */
  begin(): Promise<void> {
    const begun = this.#begin();
    this.#running = begun.catch(() => undefined);
    return begun;
  }

  async #begin(): Promise<void> {
    const startedAt = performance.now();
    this.#isRunning = true;
    try {
      await this.#build();
      await this.#put();
      this.#toldLive = this.#live;
      const ms = performance.now() - startedAt;
      const functionName = this.#functionName;
      this.#bus.dispatch({ type: "live", functionName, what: "bundle", files: [], ms, changes: [] });
    } finally {
      this.#isRunning = false;
      this.#goOn();
    }
  }

  /** Takes note of a file that was saved, by its path from the project's root. */
  saved(file: string): void {
    this.#lastEvent = performance.now();
    this.#saved.add(file);
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#bus.dispatch({ type: "sourceChanged", functionName: this.#functionName, files: [file] });
    this.#running = this.#run();
  }

  /** Resolves when no save is on its way. */
  async idle(): Promise<void> {
    while (this.#isRunning) await this.#running;
  }

  async #run(): Promise<void> {
    const startedAt = performance.now();
    const reload: Reload = { files: new Set(), changes: undefined, stackFailed: false };
    try {
      await this.#reload(reload);
      this.#isRunning = false;
      this.#tellLive(reload, performance.now() - startedAt);
    } catch (error) {
      this.#isRunning = false;
      this.#tellFailed(reload, error instanceof Error ? error : new Error(textOf(error)));
    }
    this.#goOn();
  }

  /** What was saved while a reload ended. */
  #goOn(): void {
    const [file] = this.#saved;
    if (file !== undefined) this.saved(file);
  }

  async #reload(reload: Reload): Promise<void> {
    let secondLook = false;
    for (;;) {
      await this.#quiet();
      for (const file of this.#saved) reload.files.add(file);
      this.#stackSaved ||= [...this.#saved].some(isOfStack);
      this.#saved.clear();
      try {
        await this.#build();
      } catch (error) {
        if (!(error instanceof BundleFailed) || (secondLook && this.#saved.size === 0)) throw error;
        secondLook = this.#saved.size === 0;
        await sleep(SECOND_LOOK_MS);
        continue;
      }
      if (this.#saved.size > 0) continue;
      if (this.#stackSaved) await this.#deploy(reload);
      if (this.#saved.size > 0) continue;
      await this.#put();
      if (this.#saved.size === 0) return;
    }
  }

  async #build(): Promise<void> {
    const bundle = await this.#steps.bundle();
    if (bundle === undefined) return;
    this.#bundle = bundle;
    const { ms, bytes } = bundle;
    this.#bus.dispatch({ type: "bundled", functionName: this.#functionName, ms, bytes });
  }

  /** A deploy that fails may have touched the function too, before it was rolled back. */
  async #deploy(reload: Reload): Promise<void> {
    this.#stackSaved = false;
    try {
      const changes = await this.#steps.deploy();
      if (changes.length > 0) this.#live = undefined;
      reload.changes = [...(reload.changes ?? []), ...changes];
    } catch (error) {
      this.#live = undefined;
      reload.stackFailed = true;
      await this.#put().catch((second: unknown) => {
        const message = `${textOf(error)}\nThe function runs what was deployed last: ${textOf(second)}`;
        throw new Error(message, { cause: error });
      });
      throw error;
    }
  }

  async #put(): Promise<void> {
    if (this.#bundle === undefined || this.#live === this.#bundle) return;
    await this.#steps.put(this.#bundle);
    this.#live = this.#bundle;
  }

  #tellLive({ files, changes }: Reload, ms: number): void {
    const again = [...this.#notLive].filter((file) => changes !== undefined || !isOfStack(file));
    for (const file of again) this.#notLive.delete(file);
    const isSame = this.#live === this.#toldLive;
    this.#toldLive = this.#live;
    const what = (changes ?? []).length > 0 ? "stack" : !isSame ? "bundle" : again.length > 0 ? "restored" : "nothing";
    const functionName = this.#functionName;
    const notLive = this.#namesOf(this.#notLive);
    const common = { functionName, files: this.#namesOf(new Set([...files, ...again])), ms, changes: changes ?? [] };
    this.#bus.dispatch({ type: "live", what, ...common, ...(notLive.length === 0 ? {} : { notLive }) });
  }

  #tellFailed({ files, stackFailed }: Reload, error: Error): void {
    // Where the stack alone failed the code is told in a reload of its own.
    const isFailed = (file: string): boolean => !stackFailed || isOfStack(file);
    const failed = [...files].filter(isFailed);
    for (const file of failed) this.#notLive.add(file);
    for (const file of files) if (!isFailed(file)) this.#saved.add(file);
    const named = this.#namesOf(new Set(failed.length > 0 ? failed : this.#notLive));
    this.#bus.dispatch({
      type: "reloadFailed",
      functionName: this.#functionName,
      files: named,
      message: error.message,
    });
    this.#steps.failed(error, named);
  }

  /** What many editors and tools write first goes again when it takes the place of the file that is saved. */
  #namesOf(files: ReadonlySet<string>): string[] {
    const all = [...files].toSorted();
    const there = all.filter((file) => this.#steps.isThere(file));
    return there.length > 0 ? there : all;
  }

  async #quiet(): Promise<void> {
    for (;;) {
      const left = this.#lastEvent + QUIET_MS - performance.now();
      if (left <= 0) return;
      await sleep(Math.ceil(left));
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isOfStack(file: string): boolean {
  return file.startsWith("infra/");
}
