import { availableParallelism } from "node:os";
import { ServiceError } from "../../../errors.ts";
import type { Host } from "../../../service.ts";
import { isDiskFull } from "../../../state/disk-full.ts";
import type { PendingEvent } from "../../../exchange/event-queue.ts";
import { announceOutcome } from "../execution/announce-outcome.ts";
import { EndpointStops } from "../execution/environment-life.ts";
import type { Invocation, Outcome } from "../execution/invocation.ts";
import { measureRecursion, measureThrottle } from "../execution/measure.ts";
import { DEFAULT_CONCURRENCY, WaitedTooLong } from "../execution/pool.ts";
import type { Pools } from "../execution/pools.ts";
import { referenceOfArn } from "../function-name.ts";
import { inChain } from "../lineage.ts";
import type { FunctionRecord } from "../function-record.ts";
import { findTarget } from "../qualifiers.ts";
import type { FunctionStore } from "../store.ts";
import { sendToDeadLetters } from "./dead-letter.ts";
import { type Condition, deliver } from "./destination.ts";

const DEFAULT_RETRIES = 2;
const DEFAULT_AGE_SECONDS = 6 * 60 * 60;
/** Wait after a failure of the endpoint itself, in milliseconds. */
const RECOVERY_MS = 1000;
/**
 * Events of a function that run at once where it has no reserved concurrency. Each environment takes some 60 MB, and ten
 * on two cores buy nothing for that: a burst of pictures ends with the face model's last. Calls that somebody waits for,
 * of another function for example, are not bound by it.
 */
const EVENTS_AT_ONCE = Math.min(DEFAULT_CONCURRENCY, 2 * availableParallelism());
/** Waiting events of a function that are looked at beyond those that may run. */
const WAITING_SEEN = 10;
/** Longest that a timer waits, in milliseconds. */
const LONGEST_WAIT_MS = 60 * 60_000;

/** An event that stands among the first of its function. */
interface WaitingEvent {
  readonly event: PendingEvent;
  /** Undefined where the function is gone. */
  readonly record: FunctionRecord | undefined;
  /** The function may run so many at once. */
  readonly hasTurn: boolean;
}

/**
 * Runs the events of the queue. An event leaves it when the function has ended with it for good, so that a killed
 * endpoint runs it again. Woken by `notified` on the bus, by `Invoke`, at start, and when a retry is due.
 */
export class QueueWorker {
  readonly #host: Host;
  readonly #store: FunctionStore;
  readonly #pools: Pools;
  readonly #running = new Map<number, Promise<void>>();
  /** Ids of events that wait for the reserved concurrency, each counted as throttled once. */
  readonly #throttled = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #active = false;
  #drained: Promise<void> = Promise.resolve();
  #again = false;
  #stopped = true;
  #told: string | undefined;
  #unsubscribe: () => void = () => undefined;

  constructor(host: Host, store: FunctionStore, pools: Pools) {
    this.#host = host;
    this.#store = store;
    this.#pools = pools;
  }

  /** Takes up what waits since the last time. */
  start(): void {
    this.#stopped = false;
    this.#unsubscribe = this.#host.bus.on("notified", () => this.wake());
    this.wake();
  }

  /** Takes no more events. Those that run stay in the queue. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe();
    await this.#drained;
    // Behind it, since the last look may have set one, which would keep the process for up to an hour.
    clearTimeout(this.#timer);
  }

  /** Resolves when what ran has come to its end. */
  async idle(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** Looks for events that are due. */
  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    if (this.#active) return;
    this.#active = true;
    this.#drained = this.#drain();
  }

  async #drain(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        await this.#beginDue();
      }
    } catch (error) {
      this.#notice(`Lambda's queue cannot be read: ${String(error)}`);
      this.#timer = setTimeout(() => this.wake(), RECOVERY_MS);
    } finally {
      // In the same turn as the last look at `again`, so that no call in between is lost.
      this.#active = false;
    }
  }

  /** Begins what is due and does not run yet; sets the timer for what is due next, or too old. */
  async #beginDue(): Promise<void> {
    clearTimeout(this.#timer);
    const first = await this.#host.state.read(() => this.#firstOfEach());
    if (this.#stopped) return;
    const next = Math.min(...first.map((waiting) => this.#beginIfDue(waiting, Date.now())));
    if (Number.isFinite(next)) {
      this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(1, next - Date.now()), LONGEST_WAIT_MS));
    }
  }

  /** The first events of each function: as many as it may run at once, and some that wait behind them. */
  #firstOfEach(): WaitingEvent[] {
    const { events } = this.#host;
    return events.targets().flatMap((target) => {
      const record = findTarget(this.#store, referenceOfArn(target));
      // One at least, so that a function with no concurrency, or one that is gone, has its events thrown out.
      const limit = Math.max(1, record?.reservedConcurrency ?? EVENTS_AT_ONCE);
      const first = events.listFor(target, limit + WAITING_SEEN);
      return first.map((event, index) => ({ event, record, hasTurn: index < limit }));
    });
  }

  /** Answers when it has to be looked at again: epoch milliseconds, infinite where its own end brings that. */
  #beginIfDue({ event, record, hasTurn }: WaitingEvent, now: number): number {
    if (this.#running.has(event.id)) return Number.POSITIVE_INFINITY;
    if (event.dueAt > now) return event.dueAt;
    const oldAt = record === undefined ? now : tooOldAt(record, event);
    // One that waits behind others grows too old there: it is thrown out, which takes no environment.
    if (!hasTurn && now <= oldAt) {
      if (record?.reservedConcurrency !== undefined) this.#throttle(record, event);
      return oldAt + 1;
    }
    this.#begin(event);
    return Number.POSITIVE_INFINITY;
  }

  /**
   * Lambda tries an event that waits for concurrency now and then, for as long as its age allows, which spends no
   * attempt; each time counts as throttled. Here it is counted once.
   */
  #throttle(record: FunctionRecord, { id }: PendingEvent): void {
    if (this.#throttled.has(id)) return;
    this.#throttled.add(id);
    measureThrottle(this.#host, record);
  }

  #begin(event: PendingEvent): void {
    this.#throttled.delete(event.id);
    const run = this.#run(event)
      .catch((error: unknown) => this.#recover(error))
      .finally(() => {
        this.#running.delete(event.id);
        this.wake();
      });
    this.#running.set(event.id, run);
  }

  async #run(event: PendingEvent): Promise<void> {
    const record = await this.#host.state.read(() => findTarget(this.#store, referenceOfArn(event.target)));
    if (record === undefined) {
      this.#notice(`An event for ${event.target} was dropped: there is no such function.`);
      return this.#remove(event);
    }
    if (record.reservedConcurrency === 0) {
      measureThrottle(this.#host, record);
      return this.#giveUp(record, event, "ZeroReservedConcurrency", undefined);
    }
    const waitsUntil = tooOldAt(record, event);
    if (Date.now() > waitsUntil) return this.#giveUp(record, event, "EventAgeExceeded", undefined);
    const { lineage, isLoop } = inChain(record, event.lineage ?? undefined);
    if (isLoop) return this.#stopLoop(record, event);
    const invocation: Invocation = {
      requestId: event.requestId,
      functionArn: event.target,
      payload: event.body,
      traceId: event.traceId,
      lineage,
      clientContext: undefined,
      attempt: event.tries + 1,
      queuedAt: event.dueAt,
    };
    try {
      const outcome = await this.#pools.run(record, invocation, { waitsUntil });
      await this.#conclude(record, event, invocation, outcome);
    } catch (error) {
      if (!(error instanceof WaitedTooLong)) throw error;
      await this.#giveUp(record, event, "EventAgeExceeded", undefined);
    }
  }

  async #stopLoop(record: FunctionRecord, event: PendingEvent): Promise<void> {
    measureRecursion(this.#host, record);
    this.#notice(
      `${record.name} was invoked 16 times in one chain of requests, which it causes itself: Lambda stops such a loop, ` +
        "and this event went to its on-failure destination, if it has one. If it is meant: PutFunctionRecursionConfig.",
    );
    await this.#giveUp(record, event, "RecursiveInvocationException", undefined);
  }

  async #conclude(
    record: FunctionRecord,
    event: PendingEvent,
    invocation: Invocation,
    outcome: Outcome,
  ): Promise<void> {
    const tried = { ...event, tries: event.tries + 1 };
    if (outcome.failure === undefined) {
      announceOutcome(this.#host, record, invocation, outcome, false);
      await deliver(this.#host, record, tried, "Success", outcome);
      return this.#remove(event);
    }
    const retries = record.eventConfig?.MaximumRetryAttempts ?? DEFAULT_RETRIES;
    const dueAt = Date.now() + this.#host.settings.retryDelay * 1000 * 2 ** event.tries;
    const exhausted = event.tries >= retries;
    const willRetry = !exhausted && dueAt <= tooOldAt(record, event);
    if (willRetry) await this.#host.state.write(() => this.#host.events.retry(event.id, dueAt));
    else await this.#giveUp(record, tried, exhausted ? "RetriesExhausted" : "EventAgeExceeded", outcome);
    // Last, so that who hears of an end for good finds the record in the destination.
    announceOutcome(this.#host, record, invocation, outcome, willRetry);
  }

  async #giveUp(
    record: FunctionRecord,
    event: PendingEvent,
    condition: Condition,
    outcome: Outcome | undefined,
  ): Promise<void> {
    await deliver(this.#host, record, event, condition, outcome);
    await sendToDeadLetters(this.#host, record, event, outcome);
    await this.#remove(event);
  }

  async #remove(event: PendingEvent): Promise<void> {
    await this.#host.state.write(() => this.#host.events.remove(event.id));
    this.#told = undefined;
  }

  async #recover(error: unknown): Promise<void> {
    if (error instanceof EndpointStops) return;
    this.#noticeOnce(whyTriedAgain(error));
    if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, RECOVERY_MS));
  }

  /** Said again only after an event has come to its end. */
  #noticeOnce(message: string): void {
    if (this.#told === message) return;
    this.#told = message;
    this.#notice(message);
  }

  #notice(message: string): void {
    this.#host.bus.dispatch({ type: "notice", message });
  }
}

function whyTriedAgain(error: unknown): string {
  if (isDiskFull(error)) return "The disk is full: events wait, and are run again once there is room.";
  // What a user can fix has a message for that, a defect its stack.
  if (error instanceof ServiceError) return `An event waits, and is tried again: ${error.message}`;
  return `An event is tried again: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** Epoch milliseconds until which an event may wait for its next attempt. */
function tooOldAt(record: FunctionRecord, event: PendingEvent): number {
  const limit = record.eventConfig?.MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS;
  return event.createdAt + limit * 1000;
}
