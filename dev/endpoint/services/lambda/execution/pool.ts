import { throttled } from "../errors.ts";
import { type FunctionRecord, foldersOf } from "../function-record.ts";
import { EndpointStops } from "./environment-life.ts";
import { Environment, type EnvironmentOwner } from "./environment.ts";
import type { Invocation, Outcome } from "./invocation.ts";
import { measureConcurrency, measureThrottle } from "./measure.ts";
import type { EnvironmentParts } from "./prepare-process.ts";
import { CREDENTIAL_SECONDS } from "./role.ts";
import { SparePlace } from "./spare-place.ts";
import { WaitingLine } from "./waiting-line.ts";

/** Environments of one function where it has no reserved concurrency: more would only fight for the machine. */
export const DEFAULT_CONCURRENCY = 10;
const RETIRED = { kind: "retired" } as const;
const IDLE_LIMIT_MS = 5 * 60_000;
const AGE_LIMIT_MS = (CREDENTIAL_SECONDS * 1000) / 2;

/** How an invocation takes its turn. */
export interface Turn {
  /**
   * Epoch milliseconds until which an event of the queue waits for an environment; a drained pool gives it back.
   * Undefined for a caller who waits for the answer: where the concurrency is reserved and in use it is refused.
   */
  readonly waitsUntil: number | undefined;
}

/** An event has waited for an environment as long as it may. */
export class WaitedTooLong extends Error {
  override readonly name = "WaitedTooLong";
}

/** The execution environments of one function, or of a version of it. */
export class Pool implements EnvironmentOwner {
  readonly #parts: EnvironmentParts;
  readonly #ofFunction: () => readonly Pool[];
  readonly #left: (record: FunctionRecord) => void;
  readonly #idle: Environment[] = [];
  readonly #busy = new Set<Environment>();
  /** Also those that are being ended. */
  readonly #all = new Set<Environment>();
  readonly #runs = new Set<Promise<Outcome>>();
  readonly #line = new WaitingLine();
  readonly #spare: SparePlace;
  /** A save is on its way to the function. */
  #isHeld = false;
  /** Revision that new invocations run. */
  #current: string | undefined;
  /** The function since it was last changed here. */
  #changed: FunctionRecord | undefined;
  #isGone = false;
  /** How often it was changed. */
  #changes = 0;
  /** Epoch milliseconds of the last change that somebody waited for; undefined where none is expected. */
  #editedAt: number | undefined;
  /** What was said since code or settings last changed. */
  readonly #notices = new Set<string>();
  /** `draining`: callers are still served, events of the queue are not begun. */
  #stage: "open" | "draining" | "stopped" = "open";

  /**
   * @param ofFunction this pool and those of the function's other versions
   * @param left called when nothing is left of an environment that had other code or settings than the function has
   */
  constructor(parts: EnvironmentParts, ofFunction: () => readonly Pool[], left: (record: FunctionRecord) => void) {
    this.#parts = parts;
    this.#ofFunction = ofFunction;
    this.#left = left;
    this.#spare = new SparePlace((record) => this.#make(record), parts.host.settings.preload ?? true);
  }

  /** The function is gone, and nothing is left of it here. */
  get isOver(): boolean {
    return this.#isGone && this.#all.size === 0 && this.#runs.size === 0 && !this.#isHeld;
  }

  /** Invocations that run or wait. */
  get runs(): ReadonlySet<Promise<Outcome>> {
    return this.#runs;
  }

  /** Whether an environment has the code of this folder, below the state's `functions`. */
  hasCode(folder: string): boolean {
    return [...this.#all].some(({ record }) => foldersOf(record).includes(folder));
  }

  /**
   * Runs an invocation in an environment that is free, or in a new one; while a save is on its way, after it.
   * Throws TooManyRequestsException, WaitedTooLong, or EndpointStops, all with nothing done.
   */
  async run(record: FunctionRecord, invocation: Invocation, turn: Turn): Promise<Outcome> {
    const run = this.#run(record, invocation, turn);
    this.#runs.add(run);
    try {
      return await run;
    } finally {
      this.#runs.delete(run);
    }
  }

  /** Invocations that come from now on wait for `resume`. */
  hold(): void {
    this.#isHeld = this.#stage === "open";
  }

  /** Ends `hold`. */
  resume(): void {
    this.#isHeld = false;
    this.#line.all();
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
    this.#isGone = record === undefined;
    this.#notices.clear();
    const atWork = this.#isHeld || this.#all.size > 0;
    const old = this.#idle.filter((environment) => environment.record.revisionId !== record?.revisionId);
    for (const environment of old) void environment.end(RETIRED);
    if (record === undefined) this.#spare.clear();
    if (record?.hotReload === undefined || this.#stage !== "open" || !atWork) return;
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

  /** Gives back the events that wait; callers are served until `stop`. */
  drain(): void {
    this.#stage = "draining";
    this.#spare.clear();
    this.resume();
  }

  /** Ends everything. Invocations that run or wait reject with EndpointStops. */
  async stop(): Promise<void> {
    this.#stage = "stopped";
    this.#spare.clear();
    this.resume();
    await Promise.all([...this.#all].map((environment) => environment.end({ kind: "stopped" })));
  }

  async #run(record: FunctionRecord, invocation: Invocation, turn: Turn): Promise<Outcome> {
    const changes = this.#changes;
    while (this.#refuses(turn) || this.#isHeld || this.#isFull(record)) {
      if (this.#refuses(turn)) throw new EndpointStops();
      await this.#wait(record, turn);
    }
    // Who has waited runs the code of now.
    const environment = this.#take(changes === this.#changes ? record : (this.#changed ?? record));
    this.#busy.add(environment);
    measureConcurrency(this.#parts.host, record, this.#runningOfFunction());
    try {
      return await environment.invoke(invocation);
    } finally {
      this.#giveBack(environment, record);
    }
  }

  /** What is reserved is for all versions together. */
  #isFull({ reservedConcurrency }: FunctionRecord): boolean {
    // Under a debugger one at a time, so that it sees every event.
    if (this.#parts.debuggers !== undefined && this.#busy.size > 0) return true;
    if (reservedConcurrency === undefined) return this.#busy.size >= DEFAULT_CONCURRENCY;
    return this.#runningOfFunction() >= reservedConcurrency;
  }

  #runningOfFunction(): number {
    return this.#ofFunction().reduce((sum, pool) => sum + pool.#busy.size, 0);
  }

  #refuses({ waitsUntil }: Turn): boolean {
    return waitsUntil === undefined ? this.#stage === "stopped" : this.#stage !== "open";
  }

  async #wait(record: FunctionRecord, { waitsUntil }: Turn): Promise<void> {
    if (waitsUntil === undefined && record.reservedConcurrency !== undefined && !this.#isHeld) {
      measureThrottle(this.#parts.host, record);
      throw throttled();
    }
    if (waitsUntil !== undefined && waitsUntil <= Date.now()) throw new WaitedTooLong();
    await this.#line.wait(waitsUntil ?? Number.POSITIVE_INFINITY);
  }

  #take(record: FunctionRecord): Environment {
    this.#current = record.revisionId;
    this.#isGone = false;
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
    if (expected && this.#stage === "open") this.#spare.fill(record);
  }

  #make(record: FunctionRecord): Environment {
    const environment = new Environment(this.#parts, record, this);
    this.#all.add(environment);
    return environment;
  }

  #giveBack(environment: Environment, { reservedConcurrency }: FunctionRecord): void {
    if (this.#busy.delete(environment)) {
      if (this.#stage === "stopped" || environment.record.revisionId !== this.#current) void environment.end(RETIRED);
      else this.#idle.push(environment);
    }
    const others = reservedConcurrency === undefined ? [] : this.#ofFunction();
    for (const pool of [this, ...others]) if (!pool.#isHeld && pool.#line.next()) return;
  }

  /** Takes an environment out of service. */
  ended(environment: Environment, closed: Promise<void>): void {
    this.#spare.ended(environment);
    this.#busy.delete(environment);
    const at = this.#idle.indexOf(environment);
    if (at >= 0) this.#idle.splice(at, 1);
    void this.#forget(environment, closed);
  }

  async #forget(environment: Environment, closed: Promise<void>): Promise<void> {
    await closed;
    this.#all.delete(environment);
    if (environment.record.revisionId !== this.#current) this.#left(environment.record);
  }
}
