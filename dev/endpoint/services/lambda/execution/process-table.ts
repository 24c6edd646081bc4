import type { Host } from "../../../service.ts";
import { unlessDiskFull } from "../../../state/disk-full.ts";
import { DeathWatch } from "./death-watch.ts";
import { killGroup, processStart } from "./process-info.ts";

/** The processes that this endpoint runs are none of another one's: there their pids mean nothing, or somebody else. */
export const PROCESSES_OF_NOBODY = { table: "lambda_process", sql: "DELETE FROM lambda_process" };

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS lambda_process(pid INTEGER PRIMARY KEY, started TEXT NOT NULL) STRICT;`;

/**
 * The processes of execution environments. One that is stopped (frozen) cannot notice that the endpoint was killed: a
 * shell that watches over the endpoint ends it, or else the next start, to which the state file tells it.
 */
export class ProcessTable {
  readonly #host: Host;
  readonly #deathWatch = new DeathWatch();

  constructor(host: Host) {
    this.#host = host;
    host.state.define(SCHEMA);
  }

  /** Records a process; resolves when the record is durable, or cannot be: then the shell alone knows of it. */
  async add(pid: number): Promise<void> {
    this.#deathWatch.add(pid);
    const started = processStart(pid);
    if (started === undefined) return;
    const { state } = this.#host;
    await state
      .write(() => state.sql("INSERT OR REPLACE INTO lambda_process VALUES (?, ?)").run(pid, started))
      .catch(unlessDiskFull);
  }

  /** Forgets a process that has ended. A record that stays does no harm: its start is that of no other process. */
  async remove(pid: number): Promise<void> {
    this.#deathWatch.remove(pid);
    const { state } = this.#host;
    await state.write(() => state.sql("DELETE FROM lambda_process WHERE pid = ?").run(pid)).catch(unlessDiskFull);
  }

  /** Ends what a killed endpoint left behind; a pid that belongs to another process by now is left alone. */
  async reap(): Promise<void> {
    const { state } = this.#host;
    const rows = await state.read(() => state.sql("SELECT pid, started FROM lambda_process").all());
    for (const row of rows) {
      const pid = Number(row["pid"]);
      if (processStart(pid) === row["started"]) killGroup(pid);
    }
    if (rows.length > 0) await state.write(() => state.sql("DELETE FROM lambda_process").run());
  }

  /** No process runs any more. */
  stop(): void {
    this.#deathWatch.stop();
  }
}
