import { within } from "../../../exchange/within.ts";
import type { Host } from "../../../service.ts";
import { removeIfPossible } from "../../../state/remove-if-possible.ts";
import { type FunctionRecord, foldersOf } from "../function-record.ts";
import { Debuggers } from "./debuggers.ts";
import type { Invocation, Outcome } from "./invocation.ts";
import { Pool, type Turn } from "./pool.ts";
import type { EnvironmentParts } from "./prepare-process.ts";
import { ProcessTable } from "./process-table.ts";

const REAP_EVERY_MS = 30_000;

/** The execution environments of all functions. */
export class Pools {
  readonly #parts: EnvironmentParts;
  readonly #pools = new Map<string, Pool>();
  /** Told of a folder of code, below the state's `functions`, that an environment had which is gone. */
  readonly #released: (folder: string) => void;
  readonly #unsubscribe: () => void;
  #isDraining = false;
  #reaper: NodeJS.Timeout | undefined;

  constructor(host: Host, released: (folder: string) => void) {
    this.#released = released;
    const { inspectPort } = host.settings;
    const tell = (message: string): void => host.bus.dispatch({ type: "notice", message });
    const debuggers = inspectPort === undefined ? undefined : new Debuggers(inspectPort, tell);
    const told = new Set<string>();
    const tellOnce = (message: string): void => {
      if (!told.has(message)) tell(message);
      told.add(message);
    };
    const copied = new Map<string, string>();
    this.#unsubscribe = host.bus.on("deployed", (app) => {
      for (const [name, folder] of Object.entries(app.copied)) copied.set(name, folder);
    });
    this.#parts = { host, processes: new ProcessTable(host), tellOnce, copied, debuggers };
  }

  /** Ends what a killed endpoint left behind. */
  async start(): Promise<void> {
    const { host, processes, debuggers } = this.#parts;
    await processes.reap();
    await debuggers?.listen();
    removeIfPossible(host.state.filesFolder("environments"));
    this.#reaper = setInterval(() => {
      for (const pool of this.#pools.values()) pool.reapIdle(Date.now());
    }, REAP_EVERY_MS);
    this.#reaper.unref();
  }

  /** Runs an invocation; see `Pool.run`. */
  run(record: FunctionRecord, invocation: Invocation, turn: Turn): Promise<Outcome> {
    return this.#poolOf(record.arn).run(record, invocation, turn);
  }

  /** Code or settings have changed; see `Pool.retire`. */
  changed(record: FunctionRecord): void {
    const pool = record.hotReload === undefined ? this.#pools.get(record.arn) : this.#poolOf(record.arn);
    pool?.retire(record);
  }

  /** The function is gone: so is its pool, once what runs has ended. */
  removed(arn: string): void {
    const pool = this.#pools.get(arn);
    pool?.retire(undefined);
    if (pool !== undefined) this.#dropIfOver(arn, pool);
  }

  /** Whether an environment has the code of this folder, below the state's `functions`. */
  hasCode(folder: string): boolean {
    return [...this.#pools.values()].some((pool) => pool.hasCode(folder));
  }

  /** Invocations of the function that come from now on wait for `resume`: its code is about to change. */
  hold(arn: string): void {
    this.#poolOf(arn).hold();
  }

  /** Ends `hold`. */
  resume(arn: string): void {
    this.#pools.get(arn)?.resume();
  }

  /** Gives back the events that wait, and lets what runs end within so many milliseconds; then ends every process. */
  async drain(withinMs: number): Promise<void> {
    this.#isDraining = true;
    for (const pool of this.#pools.values()) pool.drain();
    await within(this.#quiet(), withinMs);
    await this.stop();
  }

  /** Ends every process. */
  async stop(): Promise<void> {
    clearInterval(this.#reaper);
    this.#unsubscribe();
    await Promise.all([...this.#pools.values()].map((pool) => pool.stop()));
    this.#parts.processes.stop();
    this.#parts.debuggers?.close();
  }

  #poolOf(arn: string): Pool {
    const pool = this.#pools.get(arn);
    if (pool === undefined) {
      const made = new Pool(
        this.#parts,
        () => this.#ofFunction(arn),
        (record) => {
          this.#dropIfOver(arn, made);
          for (const folder of foldersOf(record)) this.#released(folder);
        },
      );
      if (this.#isDraining) made.drain();
      this.#pools.set(arn, made);
      return made;
    }
    return pool;
  }

  /** The pools of a function and of its versions. @param arn of one of them */
  #ofFunction(arn: string): readonly Pool[] {
    const name = unqualified(arn);
    return [...this.#pools].flatMap(([other, pool]) => (unqualified(other) === name ? [pool] : []));
  }

  /** Resolves when nothing runs or waits: a function that runs may call another one meanwhile. */
  async #quiet(): Promise<void> {
    for (;;) {
      const runs = [...this.#pools.values()].flatMap((pool) => [...pool.runs]);
      if (runs.length === 0) return;
      await Promise.allSettled(runs);
    }
  }

  #dropIfOver(arn: string, pool: Pool): void {
    if (pool.isOver && this.#pools.get(arn) === pool) this.#pools.delete(arn);
  }
}

/** A version's ARN ends with its number. */
function unqualified(arn: string): string {
  return arn.split(":").slice(0, 7).join(":");
}
