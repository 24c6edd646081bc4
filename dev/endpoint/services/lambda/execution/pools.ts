import type { Host } from "../../../service.ts";
import { removeIfPossible } from "../../../state/remove-if-possible.ts";
import type { FunctionRecord } from "../function-record.ts";
import { Inspector } from "./inspector.ts";
import type { Invocation, Outcome } from "./invocation.ts";
import { Pool } from "./pool.ts";
import type { EnvironmentParts } from "./prepare-process.ts";
import { ProcessTable } from "./process-table.ts";

const REAP_EVERY_MS = 30_000;

/** The execution environments of all functions. */
export class Pools {
  readonly #parts: EnvironmentParts;
  readonly #pools = new Map<string, Pool>();
  #reaper: NodeJS.Timeout | undefined;

  constructor(host: Host) {
    const { inspectPort } = host.settings;
    const inspector = inspectPort === undefined ? undefined : new Inspector(inspectPort);
    this.#parts = { host, processes: new ProcessTable(host), inspector };
  }

  /** Ends what a killed endpoint left behind. */
  async start(): Promise<void> {
    const { host, processes, inspector } = this.#parts;
    await processes.reap();
    if (inspector !== undefined) {
      const address = await inspector.listen();
      host.bus.dispatch({
        type: "notice",
        message: `A debugger can attach to the function at ${address}: "attach" of VS Code, chrome://inspect, or \`node inspect ${address}\`.`,
      });
    }
    removeIfPossible(host.state.filesFolder("environments"));
    this.#reaper = setInterval(() => {
      for (const pool of this.#pools.values()) pool.reapIdle(Date.now());
    }, REAP_EVERY_MS);
    this.#reaper.unref();
  }

  /** Runs an invocation; see `Pool.run`. */
  run(record: FunctionRecord, invocation: Invocation, mayWait: boolean): Promise<Outcome> {
    return this.#poolOf(record.arn).run(record, invocation, mayWait);
  }

  /** Code or settings have changed; see `Pool.retire`. */
  changed(record: FunctionRecord): void {
    const pool = record.hotReload === undefined ? this.#pools.get(record.arn) : this.#poolOf(record.arn);
    pool?.retire(record);
  }

  /** The function is gone. */
  removed(arn: string): void {
    this.#pools.get(arn)?.retire(undefined);
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
    this.#parts.processes.stop();
    this.#parts.inspector?.close();
  }

  #poolOf(arn: string): Pool {
    let pool = this.#pools.get(arn);
    if (pool === undefined) {
      pool = new Pool(this.#parts);
      this.#pools.set(arn, pool);
    }
    return pool;
  }
}
