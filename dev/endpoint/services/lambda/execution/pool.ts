import { throttled } from "../errors.ts";
import type { FunctionRecord } from "../function-record.ts";
import { EndpointStops } from "./environment-life.ts";
import { Environment, type EnvironmentOwner } from "./environment.ts";
import { Gate } from "./gate.ts";
import type { Invocation, Outcome } from "./invocation.ts";
import { measureConcurrency, measureThrottle } from "./measure.ts";
import type { EnvironmentParts } from "./prepare-process.ts";
import { CREDENTIAL_SECONDS } from "./role.ts";
import { SparePlace } from "./spare-place.ts";

/** Environments of one function where it has no reserved concurrency: more would only fight for the machine. */
export const DEFAULT_CONCURRENCY = 10;
const RETIRED = { kind: "retired" } as const;
const IDLE_LIMIT_MS = 5 * 60_000;
const AGE_LIMIT_MS = (CREDENTIAL_SECONDS * 1000) / 2;

/** The execution environments of one function. */
export class Pool implements EnvironmentOwner {
  readonly #parts: EnvironmentParts;
  readonly #idle: Environment[] = [];
  readonly #busy = new Set<Environment>();
  /** Also those that are being ended. */
  readonly #all = new Set<Environment>();
  readonly #waiting: (() => void)[] = [];
  /** Closed while a save is on its way to the function. */
  readonly gate = new Gate();
  readonly #spare: SparePlace;
  /** Revision that new invocations run. */
  #current: string | undefined;
  /** The function since it was last changed here. */
  #changed: FunctionRecord | undefined;
  /** How often it was changed. */
  #changes = 0;
  /** Epoch milliseconds of the last change that somebody waited for; undefined where none is expected. */
  #editedAt: number | undefined;
  /** What was said since code or settings last changed. */
  readonly #notices = new Set<string>();
  #stopped = false;

  constructor(parts: EnvironmentParts) {
    this.#parts = parts;
    this.#spare = new SparePlace((record) => this.#make(record), parts.host.settings.preload ?? true);
  }

  /**
   * Runs an invocation in an environment that is free, or in a new one; while a save is on its way, after it.
   * @param mayWait wait while all are in use; otherwise that throws TooManyRequestsException where the concurrency is reserved
   */
  async run(record: FunctionRecord, invocation: Invocation, mayWait: boolean): Promise<Outcome> {
    // Under a debugger one at a time, so that it sees every event.
    const limit = this.#parts.inspector === undefined ? (record.reservedConcurrency ?? DEFAULT_CONCURRENCY) : 1;
    const changes = this.#changes;
    while (!this.#stopped && (this.gate.closed || this.#busy.size >= limit)) {
      if (this.gate.closed) await this.gate.opened();
      else if (!mayWait && record.reservedConcurrency !== undefined) {
        measureThrottle(this.#parts.host, record);
        throw throttled();
      } else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#stopped) throw new EndpointStops();
    // Who has waited runs the code of now.
    const environment = this.#take(changes === this.#changes ? record : (this.#changed ?? record));
    this.#busy.add(environment);
    measureConcurrency(this.#parts.host, record, this.#busy.size);
    try {
      return await environment.invoke(invocation);
    } finally {
      this.#giveBack(environment);
    }
  }

  /**
   * Ends environments that run other code or settings than these; those in use end after their invocation. Code that is
   * run in place is loaded ahead of the next event, and a spare made for the next save, where somebody is at work: it is
   * a save that brought it, or there are environments already. An environment at rest has neither, which is 100 MB.
   */
  retire(record: FunctionRecord | undefined): void {
    this.#changes++;
    this.#changed = record;
    this.#current = record?.revisionId;
    this.#notices.clear();
    const atWork = this.gate.closed || this.#all.size > 0;
    const old = this.#idle.filter((environment) => environment.record.revisionId !== record?.revisionId);
    for (const environment of old) void environment.end(RETIRED);
    if (record === undefined) this.#spare.clear();
    if (record?.hotReload === undefined || this.#stopped || !atWork) return;
    this.#editedAt = Date.now();
    this.#idle.push(this.#begin(record));
  }

  /** Says something once for all environments. */
  notice(about: string, message: string): void {
    if (this.#notices.has(about)) return;
    this.#notices.add(about);
    this.#parts.host.bus.dispatch({ type: "notice", message });
  }

  /** Ends environments that have been idle for minutes, and the spare once nothing was saved for as long. */
  reapIdle(now: number): void {
    const unused = this.#idle.filter((environment) => now - environment.life.since > IDLE_LIMIT_MS);
    for (const environment of unused) void environment.end(RETIRED);
    if (this.#editedAt !== undefined && now - this.#editedAt > IDLE_LIMIT_MS) this.#editedAt = undefined;
    if (this.#editedAt === undefined || this.#changed?.hotReload === undefined) this.#spare.clear();
  }

  /** Ends everything. Invocations that run or wait reject with EndpointStops. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.gate.open();
    this.#spare.clear();
    for (const proceed of this.#waiting.splice(0)) proceed();
    await Promise.all([...this.#all].map((environment) => environment.end({ kind: "stopped" })));
  }

  #take(record: FunctionRecord): Environment {
    this.#current = record.revisionId;
    for (;;) {
      // The one used last is the warmest.
      const environment = this.#idle.pop();
      if (environment === undefined) break;
      const fresh = Date.now() - environment.life.madeAt < AGE_LIMIT_MS;
      if (environment.record.revisionId === record.revisionId && fresh) return environment;
      void environment.end(RETIRED);
    }
    return this.#begin(record);
  }

  /** An environment whose init phase runs: the spare, if it fits. */
  #begin(record: FunctionRecord): Environment {
    const spare = this.#spare.take(record, Date.now() - AGE_LIMIT_MS);
    const environment = spare ?? this.#make(record);
    const initialised = spare === undefined ? environment.start() : environment.adopt(record);
    void this.#fillSpare(record, initialised);
    return environment;
  }

  /** The next spare begins when this environment needs the processor no more. */
  async #fillSpare(record: FunctionRecord, initialised: Promise<void>): Promise<void> {
    await initialised;
    const expected = this.#editedAt !== undefined && record.revisionId === this.#current;
    if (expected && !this.#stopped) this.#spare.fill(record);
  }

  #make(record: FunctionRecord): Environment {
    const environment = new Environment(this.#parts, record, this);
    this.#all.add(environment);
    return environment;
  }

  #giveBack(environment: Environment): void {
    if (this.#busy.delete(environment)) {
      if (this.#stopped || environment.record.revisionId !== this.#current) void environment.end(RETIRED);
      else this.#idle.push(environment);
    }
    this.#waiting.shift()?.();
  }

  /** Takes an environment out of service. */
  ended(environment: Environment, closed: Promise<void>): void {
    this.#spare.ended(environment);
    this.#busy.delete(environment);
    const at = this.#idle.indexOf(environment);
    if (at >= 0) this.#idle.splice(at, 1);
    void closed.then(() => this.#all.delete(environment));
  }
}
