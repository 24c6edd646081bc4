import { rmSync } from "node:fs";
import type { Host } from "../../service.ts";
import type { FunctionRecord } from "../function-record.ts";
import type { Invocation, Outcome } from "./invocation.ts";
import { Pool } from "./pool.ts";
import { ProcessTable } from "./process-table.ts";

const REAP_EVERY_MS = 30_000;

/** The execution environments of all functions. */
export class Pools {
  readonly #host: Host;
  readonly #processes: ProcessTable;
  readonly #pools = new Map<string, Pool>();
  #reaper: NodeJS.Timeout | undefined;

  constructor(host: Host) {
    this.#host = host;
    this.#processes = new ProcessTable(host);
  }

  /** Ends what a killed endpoint left behind. */
  async start(): Promise<void> {
    await this.#processes.reap();
    rmSync(this.#host.state.filesFolder("environments"), { recursive: true, force: true });
    this.#reaper = setInterval(() => {
      for (const pool of this.#pools.values()) pool.reapIdle(Date.now());
    }, REAP_EVERY_MS);
    this.#reaper.unref();
  }

  /** Runs an invocation; see `Pool.run`. */
  run(record: FunctionRecord, invocation: Invocation, mayWait: boolean): Promise<Outcome> {
    return this.#poolOf(record.arn).run(record, invocation, mayWait);
  }

  /** Code or settings have changed. Resolves when code that is run in place is loaded; see `Pool.retire`. */
  async changed(record: FunctionRecord): Promise<void> {
    const pool = record.hotReload === undefined ? this.#pools.get(record.arn) : this.#poolOf(record.arn);
    await pool?.retire(record);
  }

  /** The function is gone. */
  removed(arn: string): void {
    void this.#pools.get(arn)?.retire(undefined);
  }

  /** Invocations of the function that come from now on wait for `resume`: its code is about to change. */
  hold(arn: string): void {
    this.#poolOf(arn).gate.close();
  }

  /** Ends `hold`. */
  resume(arn: string): void {
    this.#pools.get(arn)?.gate.open();
  }

  /** Ends every process. */
  async stop(): Promise<void> {
    clearInterval(this.#reaper);
    await Promise.all([...this.#pools.values()].map((pool) => pool.stop()));
    this.#processes.stop();
  }

  #poolOf(arn: string): Pool {
    let pool = this.#pools.get(arn);
    if (pool === undefined) {
      pool = new Pool(this.#host, this.#processes);
      this.#pools.set(arn, pool);
    }
    return pool;
  }
}
