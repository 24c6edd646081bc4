import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";

/** What the numbers of a run were measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** GB of 10⁹ bytes. */
  readonly memory: number;
  readonly node: string;
  readonly system: string;
  /** Load average over 1, 5 and 15 minutes when the run began. */
  readonly load: readonly number[];
}

/** Describes this machine as it is now. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memory: Math.round(totalmem() / 1e8) / 10,
    node: process.version,
    system: `${type()} ${release()}`,
    load: loadavg().map((load) => Math.round(load * 100) / 100),
  };
}

/** Load average over the last minute. */
export function currentLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}
