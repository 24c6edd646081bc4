import { setTimeout as sleep } from "node:timers/promises";
import type { Bus } from "../trace/bus.ts";
import { BundleFailed } from "./bundle.ts";
import { LiveCode } from "./live-code.ts";
import type { ReloadSteps } from "./reload-steps.ts";

/** Milliseconds without an event after which a save is taken to be over; what comes later makes it begin again. */
const QUIET_MS = 1;
/**
 * Milliseconds after which what did not bundle is tried again: editors that replace a file have it missing meanwhile.
 */
const SECOND_LOOK_MS = 60;

/** Milliseconds after what was told of a file in which more events of it are taken to be of the same save. */
const ECHO_MS = 1_000;

/** One reload: the files that it took up, and how far it came. */
interface Reload {
  readonly files: Set<string>;
  /** What of the stacks changed; undefined where they were not deployed, or that failed. */
  changes: string[] | undefined;
  /** The deploy is what failed: the code is live. */
  stackFailed: boolean;
}

/**
 * Brings saves to the functions, one after the other: `sourceChanged` at the first event of a save, and then, when all
 * that was saved meanwhile is in, `live` or `reloadFailed`, or both, each of its own functions. In between the endpoint
 * lets their invocations wait.
 *
 * What is told last of a file is true of it: a save that comes while another one fails is taken up after it, and a file
 * that failed is live again once it was put back. A save that did not come to its deploy is deployed with the next one.
 */
export class ReloadLoop {
  readonly #bus: Bus;
  readonly #steps: ReloadSteps;
  readonly #code: LiveCode;
  /** Saved, and not yet taken up. */
  readonly #saved = new Set<string>();
  /** Told last as not live. */
  readonly #notLive = new Set<string>();
  /** When something was told of a file, by `performance.now()`. */
  readonly #toldAt = new Map<string, number>();
  /** Functions whose invocations wait. */
  readonly #held = new Set<string>();
  /** The stacks were saved, and not deployed since. */
  #stackSaved = false;
  #lastEvent = 0;
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;

  constructor(bus: Bus, steps: ReloadSteps) {
    this.#bus = bus;
    this.#steps = steps;
    this.#code = new LiveCode(steps, (event) => bus.dispatch(event));
  }

  /** Has the functions run the sources as they are; `live` follows with no files. */
  begin(): Promise<void> {
    const begun = this.#begin();
    this.#running = begun.catch(() => undefined);
    return begun;
  }

  async #begin(): Promise<void> {
    const startedAt = performance.now();
    this.#isRunning = true;
    try {
      const functions = this.#steps.functions();
      this.#code.touch(functions);
      const [failure] = (await this.#code.build()).values();
      if (failure !== undefined) throw failure;
      await this.#code.put();
      const reloaded = this.#code.told();
      const ms = performance.now() - startedAt;
      const among = functions.length;
      this.#bus.dispatch({ type: "live", functions, reloaded, among, what: "bundle", files: [], ms, changes: [] });
    } finally {
      this.#isRunning = false;
      this.#goOn();
    }
  }

  /** Takes note of a file that was saved, by its path from the project's root. */
  saved(file: string): void {
    const { functions, stack } = this.#steps.touched(file);
    if (functions.length === 0 && !stack) return;
    this.#lastEvent = performance.now();
    this.#saved.add(file);
    const held = (stack ? this.#steps.functions() : functions).filter((name) => !this.#held.has(name));
    // What the start has begun tells of no save.
    if (held.length > 0 || !this.#isRunning) {
      for (const name of held) this.#held.add(name);
      this.#bus.dispatch({ type: "sourceChanged", functions: held, files: [file] });
    }
    if (this.#isRunning) return;
    this.#isRunning = true;
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
      const failures = await this.#reload(reload);
      this.#isRunning = false;
      if (failures.size > 0) this.#tellNotBundled(reload, failures, performance.now() - startedAt);
      else this.#tellLive(reload, this.#release(), performance.now() - startedAt);
    } catch (error) {
      this.#isRunning = false;
      this.#tellFailed(reload, error instanceof Error ? error : new Error(textOf(error)));
    }
    this.#goOn();
  }

  /** What was saved while a reload ended. */
  #goOn(): void {
    for (const file of this.#saved) {
      if (this.#isRunning) return;
      this.saved(file);
      // Nobody's source any more.
      if (!this.#isRunning) this.#saved.delete(file);
    }
  }

  /** Resolves with the functions that do not bundle, and why. */
  async #reload(reload: Reload): Promise<ReadonlyMap<string, Error>> {
    let secondLook = false;
    for (;;) {
      await this.#quiet();
      for (const file of this.#saved) {
        reload.files.add(file);
        const { functions, stack } = this.#steps.touched(file);
        this.#code.touch(functions);
        this.#stackSaved ||= stack;
      }
      this.#saved.clear();
      const failures = await this.#code.build();
      if (failures.size > 0 && !(secondLook && this.#saved.size === 0)) {
        secondLook = this.#saved.size === 0;
        await sleep(SECOND_LOOK_MS);
        this.#code.touch([...failures.keys()]);
        continue;
      }
      if (this.#saved.size > 0) continue;
      if (this.#stackSaved && failures.size === 0) {
        const more = await this.#deploy(reload);
        if (more.size > 0) return more;
      }
      if (this.#saved.size > 0) continue;
      await this.#code.put();
      if (this.#saved.size === 0) return failures;
    }
  }

  /** A deploy that fails may have touched the functions too, before it was rolled back. */
  async #deploy(reload: Reload): Promise<ReadonlyMap<string, Error>> {
    this.#stackSaved = false;
    try {
      const { changes, recoded, renewed } = await this.#steps.deploy();
      if (changes.length > 0) this.#code.forget(recoded);
      reload.changes = [...(reload.changes ?? []), ...changes];
      this.#code.keep(this.#steps.functions());
      this.#code.renew(renewed);
      return await this.#code.build();
    } catch (error) {
      this.#code.forget();
      reload.stackFailed = true;
      await this.#code.put().catch((second: unknown) => {
        const message = `${textOf(error)}\nThe functions run what was deployed last: ${textOf(second)}`;
        throw new Error(message, { cause: error });
      });
      throw error;
    }
  }

  #tellLive({ files, changes }: Reload, functions: readonly string[], ms: number, tellsRest = true): void {
    const again = [...this.#notLive].filter((file) => {
      const touched = this.#steps.touched(file);
      return (changes !== undefined || !touched.stack) && !touched.functions.some((name) => this.#code.isFailing(name));
    });
    for (const file of again) this.#notLive.delete(file);
    const reloaded = this.#code.told();
    const isSame = reloaded.length === 0;
    const what = (changes ?? []).length > 0 ? "stack" : !isSame ? "bundle" : again.length > 0 ? "restored" : "nothing";
    const notLive = this.#namesOf(this.#notLive);
    // A file that went again is one that an editor has written beside the one that it saves.
    const isEcho = (file: string): boolean => this.#wasJustTold(file) || !this.#steps.isThere(file);
    const echo = what === "nothing" && [...files].every(isEcho);
    this.#noteTold(files);
    const among = this.#steps.functions().length;
    const common = { functions, reloaded, among, files: this.#namesOf(new Set([...files, ...again])), ms };
    this.#bus.dispatch({
      type: "live",
      what,
      ...common,
      changes: changes ?? [],
      ...(notLive.length === 0 || !tellsRest ? {} : { notLive }),
      ...(echo ? { echo } : {}),
    });
  }

  /** Some functions of the save do not bundle; the others run what was saved. */
  #tellNotBundled(reload: Reload, failures: ReadonlyMap<string, Error>, ms: number): void {
    const isFailed = (file: string): boolean => {
      const { functions, stack } = this.#steps.touched(file);
      return stack || functions.some((name) => failures.has(name)) || functions.length === 0;
    };
    const others = [...reload.files].filter((file) =>
      this.#steps.touched(file).functions.some((name) => !failures.has(name)),
    );
    const released = this.#release();
    const messages = new Set([...failures.values()].map(({ message }) => message));
    const failed = [...reload.files].filter(isFailed);
    for (const file of failed) this.#notLive.add(file);
    const named = this.#namesOf(new Set(failed));
    const error = new BundleFailed([...messages].join("\n"));
    const isOther = (name: string): boolean => others.length > 0 && !failures.has(name);
    this.#bus.dispatch({
      type: "reloadFailed",
      functions: released.filter((name) => !isOther(name)),
      files: named,
      message: error.message,
    });
    this.#steps.failed(error, named);
    if (others.length === 0) return;
    const rest = { files: new Set(others), changes: undefined, stackFailed: false };
    this.#tellLive(rest, released.filter(isOther), ms, false);
  }

  #tellFailed({ files, stackFailed }: Reload, error: Error): void {
    // Where the stack alone failed the code is told in a reload of its own.
    const isFailed = (file: string): boolean => !stackFailed || this.#isOfStack(file);
    const failed = [...files].filter(isFailed);
    for (const file of failed) this.#notLive.add(file);
    for (const file of files) if (!isFailed(file)) this.#saved.add(file);
    const named = this.#namesOf(new Set(failed.length > 0 ? failed : this.#notLive));
    this.#bus.dispatch({ type: "reloadFailed", functions: this.#release(), files: named, message: error.message });
    this.#steps.failed(error, named);
  }

  #wasJustTold(file: string): boolean {
    return performance.now() - (this.#toldAt.get(file) ?? -ECHO_MS) < ECHO_MS;
  }

  #noteTold(files: ReadonlySet<string>): void {
    for (const file of files) this.#toldAt.set(file, performance.now());
  }

  #release(): string[] {
    const held = [...this.#held];
    this.#held.clear();
    return held;
  }

  #isOfStack(file: string): boolean {
    return this.#steps.touched(file).stack;
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
