import type { Host } from "../../service.ts";
import { throttled } from "../errors.ts";
import type { FunctionRecord } from "../function-record.ts";
import { Environment, EnvironmentEnded, type EnvironmentOwner } from "./environment.ts";
import type { Invocation, Outcome } from "./invocation.ts";
import type { ProcessTable } from "./process-table.ts";
import { CREDENTIAL_SECONDS } from "./role.ts";

/** Environments of one function where it has no reserved concurrency: more would only fight for the machine. */
export const DEFAULT_CONCURRENCY = 10;
const IDLE_LIMIT_MS = 5 * 60_000;
const AGE_LIMIT_MS = (CREDENTIAL_SECONDS * 1000) / 2;

/** The execution environments of one function. */
export class Pool implements EnvironmentOwner {
  readonly #host: Host;
  readonly #processes: ProcessTable;
  readonly #idle: Environment[] = [];
  readonly #busy = new Set<Environment>();
  /** Also those that are being ended. */
  readonly #all = new Set<Environment>();
  readonly #waiting: (() => void)[] = [];
  /** Revision that new invocations run. */
  #current: string | undefined;
  /** What was said since code or settings last changed. */
  readonly #notices = new Set<string>();
  #stopped = false;

  constructor(host: Host, processes: ProcessTable) {
    this.#host = host;
    this.#processes = processes;
  }

  /**
   * Runs an invocation in an environment that is free, or in a new one.
   * @param mayWait wait while all are in use; otherwise that throws TooManyRequestsException where the concurrency is reserved
   */
  async run(record: FunctionRecord, invocation: Invocation, mayWait: boolean): Promise<Outcome> {
    const limit = record.reservedConcurrency ?? DEFAULT_CONCURRENCY;
    while (this.#busy.size >= limit) {
      if (!mayWait && record.reservedConcurrency !== undefined) throw throttled();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#stopped) throw new EnvironmentEnded();
    const environment = this.#take(record);
    this.#busy.add(environment);
    try {
      return await environment.invoke(invocation);
    } finally {
      this.#giveBack(environment);
    }
  }

  /** Ends environments that run other code or settings than these; those in use end after their invocation. */
  retire(record: FunctionRecord | undefined): void {
    const old = this.#idle.filter((environment) => environment.record.revisionId !== record?.revisionId);
    for (const environment of old) void environment.end();
    this.#current = record?.revisionId;
    this.#notices.clear();
  }

  /** Says something once for all environments. */
  notice(about: string, message: string): void {
    if (this.#notices.has(about)) return;
    this.#notices.add(about);
    this.#host.bus.dispatch({ type: "notice", message });
  }

  /** Ends environments that have been idle for minutes. */
  reapIdle(now: number): void {
    const unused = this.#idle.filter((environment) => now - environment.idleSince > IDLE_LIMIT_MS);
    for (const environment of unused) void environment.end();
  }

  /** Ends everything. Invocations that run or wait reject with EnvironmentEnded. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const proceed of this.#waiting.splice(0)) proceed();
    await Promise.all([...this.#all].map((environment) => environment.end()));
  }

  #take(record: FunctionRecord): Environment {
    this.#current = record.revisionId;
    for (;;) {
      // The one used last is the warmest.
      const environment = this.#idle.pop();
      if (environment === undefined) break;
      const fresh = Date.now() - environment.startedAt < AGE_LIMIT_MS;
      if (environment.record.revisionId === record.revisionId && fresh) return environment;
      void environment.end();
    }
    const environment = new Environment(this.#host, this.#processes, record, this);
    this.#all.add(environment);
    return environment;
  }

  #giveBack(environment: Environment): void {
    if (this.#busy.delete(environment)) {
      if (this.#stopped || environment.record.revisionId !== this.#current) void environment.end();
      else this.#idle.push(environment);
    }
    this.#waiting.shift()?.();
  }

  /** Takes an environment out of service. */
  ended(environment: Environment, closed: Promise<void>): void {
    this.#busy.delete(environment);
    const at = this.#idle.indexOf(environment);
    if (at >= 0) this.#idle.splice(at, 1);
    void closed.then(() => this.#all.delete(environment));
  }
}
