import { setTimeout as sleep } from "node:timers/promises";
import type { Bus } from "../trace/bus.ts";
import type { EventOf } from "../trace/events.ts";
import { type Bundle, BundleFailed } from "./bundle.ts";

/** Milliseconds without an event after which a save is taken to be over; what comes later makes it begin anew. */
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

type Outcome = Pick<EventOf<"live">, "what" | "changes">;

/**
 * Brings saves to the function, one after the other: `sourceChanged` at the first event of a save, and then, when all
 * that was saved meanwhile is in, `live` or `reloadFailed`. In between the endpoint lets invocations wait.
 */
export class ReloadLoop {
  readonly #bus: Bus;
  readonly #functionName: string;
  readonly #steps: ReloadSteps;
  /** Saved, and not yet taken up. */
  readonly #saved = new Set<string>();
  #lastEvent = 0;
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;
  /** Made last. */
  #bundle: Bundle | undefined;
  /** What the function runs; undefined where a deploy may have put something else there. */
  #live: Bundle | undefined;

  constructor(bus: Bus, functionName: string, steps: ReloadSteps) {
    this.#bus = bus;
    this.#functionName = functionName;
    this.#steps = steps;
  }

  /** Has the function run the sources as they are; `live` follows with no files. */
  async begin(): Promise<void> {
    const startedAt = performance.now();
    this.#isRunning = true;
    try {
      await this.#build();
      await this.#put();
      const ms = performance.now() - startedAt;
      const functionName = this.#functionName;
      this.#bus.dispatch({ type: "live", functionName, what: "bundle", files: [], ms, changes: [] });
    } finally {
      this.#isRunning = false;
      const [first] = this.#saved;
      if (first !== undefined) this.saved(first);
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
  idle(): Promise<void> {
    return this.#running;
  }

  async #run(): Promise<void> {
    const startedAt = performance.now();
    const files = new Set<string>();
    const outcome = await this.#reload(files).catch(toError);
    const common = { functionName: this.#functionName, files: this.#namesOf(files) };
    this.#isRunning = false;
    if (outcome instanceof Error) {
      this.#bus.dispatch({ type: "reloadFailed", ...common, message: outcome.message });
      this.#steps.failed(outcome, common.files);
    } else this.#bus.dispatch({ type: "live", ...common, ...outcome, ms: performance.now() - startedAt });
  }

  async #reload(files: Set<string>): Promise<Outcome> {
    const before = this.#live;
    const changes: string[] = [];
    let stackSaved = false;
    let secondLook = false;
    for (;;) {
      await this.#quiet();
      for (const file of this.#saved) files.add(file);
      stackSaved ||= [...this.#saved].some((file) => file.startsWith("infra/"));
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
      if (stackSaved) changes.push(...(await this.#deploy()));
      stackSaved = false;
      if (this.#saved.size > 0) continue;
      await this.#put();
      if (this.#saved.size > 0) continue;
      return { what: changes.length > 0 ? "stack" : this.#live === before ? "nothing" : "bundle", changes };
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
  async #deploy(): Promise<readonly string[]> {
    try {
      const changes = await this.#steps.deploy();
      if (changes.length > 0) this.#live = undefined;
      return changes;
    } catch (error) {
      this.#live = undefined;
      await this.#put();
      throw error;
    }
  }

  async #put(): Promise<void> {
    if (this.#bundle === undefined || this.#live === this.#bundle) return;
    await this.#steps.put(this.#bundle);
    this.#live = this.#bundle;
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

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
