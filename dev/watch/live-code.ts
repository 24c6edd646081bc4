import type { DevEvent } from "../trace/events.ts";
import { BundleFailed } from "./bundle.ts";
import type { Bundle } from "./code.ts";

/** How code comes to functions. */
interface CodeSteps {
  /** Undefined where the bundle is the same as before. Throws BundleFailed. */
  bundle(functionName: string): Promise<Bundle | undefined>;
  put(bundles: ReadonlyMap<string, Bundle>): Promise<void>;
}

/** What each function runs, was given last, and was told to run. */
export class LiveCode {
  readonly #steps: CodeSteps;
  readonly #tell: (event: Extract<DevEvent, { type: "bundled" }>) => void;
  /** A source was saved since it was made, or it did not bundle then. */
  readonly #touched = new Set<string>();
  readonly #made = new Map<string, Bundle>();
  /** What functions run; those are missing where a deploy may have put something else. */
  readonly #live = new Map<string, Bundle>();
  /** Functions that did not bundle the last time. */
  readonly #failing = new Set<string>();
  /** Told last as live. */
  readonly #told = new Map<string, Bundle | undefined>();

  constructor(steps: CodeSteps, tell: (event: Extract<DevEvent, { type: "bundled" }>) => void) {
    this.#steps = steps;
    this.#tell = tell;
  }

  /** Has functions be recreated at the next `build`. */
  touch(functions: readonly string[]): void {
    for (const name of functions) this.#touched.add(name);
  }

  /** Makes what was touched. Resolves with those that do not bundle, which a save of theirs touches again. */
  async build(): Promise<Map<string, BundleFailed>> {
    const failures = new Map<string, BundleFailed>();
    const names = [...this.#touched];
    this.#touched.clear();
    await Promise.all(
      names.map(async (functionName) => {
        try {
          const bundle = await this.#steps.bundle(functionName);
          this.#failing.delete(functionName);
          if (bundle === undefined) return;
          this.#made.set(functionName, bundle);
          const { ms, bytes } = bundle;
          this.#tell({ type: "bundled", functionName, ms, bytes });
        } catch (error) {
          if (!(error instanceof BundleFailed)) throw error;
          failures.set(functionName, error);
          this.#failing.add(functionName);
        }
      }),
    );
    return failures;
  }

  /** Has each function run what was made last. */
  async put(): Promise<void> {
    const behind = new Map([...this.#made].filter(([name, bundle]) => this.#live.get(name) !== bundle));
    if (behind.size === 0) return;
    await this.#steps.put(behind);
    for (const [name, bundle] of behind) this.#live.set(name, bundle);
  }

  /** Whether a function did not bundle the last time. */
  isFailing(functionName: string): boolean {
    return this.#failing.has(functionName);
  }

  /** These have other sources now: what was made of the ones before is nobody's any more. */
  renew(functions: readonly string[]): void {
    for (const name of functions) this.#made.delete(name);
    this.touch(functions);
  }

  /** There are no functions but these any more. */
  keep(functions: readonly string[]): void {
    for (const name of this.#made.keys()) if (!functions.includes(name)) this.#made.delete(name);
  }

  /** What these functions run is not known any more; by default all of them. */
  forget(functions: Iterable<string> = [...this.#live.keys()]): void {
    for (const name of functions) this.#live.delete(name);
  }

  /** Names of the functions that run something else than when this was asked last. */
  told(): string[] {
    const changed = [...this.#live].filter(([name, bundle]) => this.#told.get(name) !== bundle);
    for (const [name, bundle] of changed) this.#told.set(name, bundle);
    return changed.map(([name]) => name);
  }
}
