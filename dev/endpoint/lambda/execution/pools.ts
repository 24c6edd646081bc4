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
    let pool = this.#pools.get(record.arn);
    if (pool === undefined) {
      pool = new Pool(this.#host, this.#processes);
      this.#pools.set(record.arn, pool);
    }
    return pool.run(record, invocation, mayWait);
  }

  /** Code or settings have changed. */
  changed(record: FunctionRecord): void {
    this.#pools.get(record.arn)?.retire(record);
  }

  /** The function is gone. */
  removed(arn: string): void {
    this.#pools.get(arn)?.retire(undefined);
  }

  /** Ends every process. */
  async stop(): Promise<void> {
    clearInterval(this.#reaper);
    await Promise.all([...this.#pools.values()].map((pool) => pool.stop()));
    this.#processes.stop();
  }
}
