import type { Measurement, MetricBuffer } from "../../exchange/metric-buffer.ts";
import { unlessDiskFull } from "../../state/disk-full.ts";
import type { State } from "../../state/state.ts";
import { Collected, type Distribution } from "./distribution.ts";
import { type Metric, dimensionsText } from "./metric.ts";
import { MINUTE, type MetricStore } from "./metric-store.ts";

const FLUSH_AFTER_MS = 1000;
const SWEEP_EVERY_MS = 60 * MINUTE;
/** As long as CloudWatch keeps values of one minute. */
export const KEPT_MS = 15 * 24 * 60 * MINUTE;
/** Metrics times minutes, over everything: about 100 bytes each. */
const KEPT_ROWS = 500_000;
const SWEEP_SLICE = 1000;

/** What some minute of a metric gains. */
export interface Gain {
  readonly metric: Metric;
  readonly unit: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly distribution: Distribution;
}

/** Takes what services have measured into the store, and removes what is too old. */
export class MetricRecorder {
  readonly #state: State;
  readonly #buffer: MetricBuffer;
  readonly #store: MetricStore;
  readonly #recorded: (metrics: readonly Metric[]) => void;
  #failed: (error: unknown) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #sweeper: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #sweeping: Promise<void> = Promise.resolve();

  /** @param recorded hears of the metrics that have new values */
  constructor(state: State, buffer: MetricBuffer, store: MetricStore, recorded: (metrics: readonly Metric[]) => void) {
    this.#state = state;
    this.#buffer = buffer;
    this.#store = store;
    this.#recorded = recorded;
  }

  /** Takes from the buffer from now on. `failed` hears of what no call waits for. */
  start(failed: (error: unknown) => void): void {
    this.#failed = failed;
    this.#buffer.onArrival(() => {
      this.#timer ??= setTimeout(() => void this.flush().catch(failed), FLUSH_AFTER_MS).unref();
    });
    this.#sweeper = setInterval(() => {
      this.#sweeping = this.sweep(Date.now()).catch(failed);
    }, SWEEP_EVERY_MS).unref();
  }

  /** Takes what waits in the inbox; resolves when it is stored. On a full disk it is lost. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.catch(() => undefined).then(() => this.#flush());
    return this.#flushing;
  }

  async #flush(): Promise<void> {
    // Before anything is taken: what comes from now on has the timer set again, whatever becomes of this turn.
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const gains = joined(await this.#buffer.collect());
    if (gains.length > 0) await this.record(gains).catch(unlessDiskFull);
  }

  /** Stores values; resolves when they are durable. */
  async record(gains: readonly Gain[]): Promise<void> {
    await this.#state.write(() => {
      for (const { metric, unit, at, distribution } of gains) this.#store.add(metric, unit, at, distribution);
    });
    this.#recorded(gains.map(({ metric }) => metric));
  }

  /** Removes minutes that are too old, and the oldest where there are too many of them. `now`: epoch milliseconds. */
  async sweep(now: number, rows = KEPT_ROWS): Promise<void> {
    const tooMany = await this.#state.read(() => this.#store.beginningOfNewest(rows));
    const until = Math.max(now - KEPT_MS, tooMany === undefined ? 0 : tooMany + MINUTE);
    while ((await this.#state.write(() => this.#store.removeBefore(until, SWEEP_SLICE))) === SWEEP_SLICE);
  }

  /** Takes what is there by now; what is measured later is left. */
  async stop(): Promise<void> {
    clearInterval(this.#sweeper);
    this.#buffer.onArrival(() => undefined);
    await this.flush().catch(this.#failed);
    await this.#sweeping;
  }
}

/** Measurements of the same metric in the same minute, together. */
function joined(measurements: readonly Measurement[]): Gain[] {
  const found = new Map<string, { readonly first: Measurement; readonly collected: Collected }>();
  for (const one of measurements) {
    const { account, region, namespace, name, dimensions, unit, value, count, at } = one;
    const minute = Math.floor(at / MINUTE);
    const key = JSON.stringify([account, region, namespace, name, unit, minute, dimensions]);
    let known = found.get(key);
    if (known === undefined) found.set(key, (known = { first: one, collected: new Collected() }));
    known.collected.add(value, count);
  }
  return [...found.values()].map(({ first, collected }) => {
    const { account, region, namespace, name, unit, at } = first;
    const pairs = Object.entries(first.dimensions).map(([Name, Value]) => ({ Name, Value }));
    const metric = { account, region, namespace, name, dimensions: dimensionsText(pairs) };
    return { metric, unit, at, distribution: collected.distribution() };
  });
}
