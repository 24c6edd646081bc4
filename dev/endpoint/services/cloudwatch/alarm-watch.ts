import { unlessDiskFull } from "../../state/disk-full.ts";
import { type Alarm, type AlarmConfiguration, metricOfAlarm } from "./alarm.ts";
import { type Datapoint, evaluate, evaluationRange } from "./alarm-evaluation.ts";
import type { AlarmHistory } from "./alarm-history.ts";
import { type Distribution, merge } from "./distribution.ts";
import type { Metric, Owner } from "./metric.ts";
import type { MetricRecorder } from "./metric-recorder.ts";
import { MINUTE, type MetricStore } from "./metric-store.ts";
import { stateReason, stateReasonData } from "./state-reason.ts";
import { type Statistic, knownStatistic } from "./statistic.ts";
import type { AlarmStore, OwnedAlarm } from "./store.ts";

const LOOK_EVERY_MS = 10_000;
/** An alarm is evaluated that often, and whenever its metric has a new value. */
const EVALUATE_EVERY_MS = MINUTE;
/** A new alarm keeps INSUFFICIENT_DATA so long, unless its metric has a value. */
const FIRST_EVALUATION_MS = 10_000;
const ALARMS_A_TURN = 50;

interface Parts {
  readonly alarms: AlarmStore;
  readonly history: AlarmHistory;
  readonly metrics: MetricStore;
}

/** Evaluates alarms: once a minute, when a value of their metric arrives, and before anyone is told of their state. */
export class AlarmWatch {
  readonly #parts: Parts;
  /** Epoch milliseconds of the next evaluation, by alarm; now where there is none. */
  readonly #nextAt = new Map<string, number>();
  readonly #touched = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Evaluates from now on. `failed` hears of what no call waits for. */
  start(recorder: MetricRecorder, failed: (error: unknown) => void): void {
    this.#timer = setInterval(() => void this.bringUpToDate(recorder).catch(failed), LOOK_EVERY_MS).unref();
  }

  /** Ends with the look that is under way: none reads from a state that is closed. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    // Whoever began it is told how it failed.
    await this.#looking.catch(() => undefined);
  }

  /** These metrics have new values. */
  touched(metrics: readonly Metric[]): void {
    for (const metric of metrics) this.#touched.add(JSON.stringify(metric));
  }

  /** The alarm is new, or was configured again. */
  configured(alarm: Owner, name: string): void {
    this.#nextAt.set(keyOf(alarm, name), Date.now() + FIRST_EVALUATION_MS);
  }

  /** The state of the alarm was set by a call: it stays for a minute, or until its metric has a value. */
  stateWasSet(alarm: Owner, name: string): void {
    this.#nextAt.set(keyOf(alarm, name), Date.now() + EVALUATE_EVERY_MS);
  }

  /** Takes in what was measured, and evaluates the alarms that are due. */
  bringUpToDate(recorder: MetricRecorder): Promise<void> {
    const look = async (): Promise<void> => {
      await recorder.flush();
      await this.#look(Date.now());
    };
    this.#looking = this.#looking.catch(() => undefined).then(look);
    return this.#looking;
  }

  async #look(now: number): Promise<void> {
    const touched = new Set(this.#touched);
    this.#touched.clear();
    const seen = new Set<string>();
    for (let offset = 0; ; offset += ALARMS_A_TURN) {
      const { alarms } = this.#parts;
      const owned = await alarms.read(() => alarms.listAll(offset, ALARMS_A_TURN));
      for (const one of owned) {
        seen.add(keyOf(one, one.alarm.configuration.AlarmName));
        if (this.#isDue(one, touched, now)) await this.#evaluate(one, now);
      }
      if (owned.length < ALARMS_A_TURN) break;
    }
    // Of alarms that are gone.
    for (const key of this.#nextAt.keys()) if (!seen.has(key)) this.#nextAt.delete(key);
  }

  #isDue({ alarm, ...owner }: OwnedAlarm, touched: ReadonlySet<string>, now: number): boolean {
    const { configuration } = alarm;
    if ((this.#nextAt.get(keyOf(owner, configuration.AlarmName)) ?? 0) <= now) return true;
    return touched.size > 0 && touched.has(JSON.stringify(metricOfAlarm(owner, configuration)));
  }

  async #evaluate({ alarm, ...owner }: OwnedAlarm, now: number): Promise<void> {
    const { alarms, history } = this.#parts;
    const { AlarmName } = alarm.configuration;
    this.#nextAt.set(keyOf(owner, AlarmName), now + EVALUATE_EVERY_MS);
    const statistic = knownStatistic(alarm.configuration.Statistic ?? alarm.configuration.ExtendedStatistic ?? "");
    // Until November 2026 alarms on any statistic were taken, and are in state folders: they keep their state.
    if (statistic === undefined) return;
    const range = await alarms.read(() => this.#range(owner, alarm.configuration, statistic, now));
    const evaluation = evaluate(alarm.configuration, range);
    if (evaluation === undefined || evaluation.state === alarm.state) return;
    const after: Alarm = {
      ...alarm,
      state: evaluation.state,
      stateReason: stateReason(alarm.configuration, evaluation),
      stateReasonData: stateReasonData(alarm.configuration, evaluation, now),
      stateAt: now,
      transitionAt: now,
    };
    const changed = alarms.write(() => {
      const current = alarms.find(owner, AlarmName);
      // It was configured again, tagged or set meanwhile: again at the next look.
      if (JSON.stringify(current) !== JSON.stringify(alarm)) {
        this.#nextAt.delete(keyOf(owner, AlarmName));
        return;
      }
      alarms.put(owner, after);
      history.stateUpdated(owner, alarm, after);
    });
    // On a full disk the alarm keeps its state, and whoever asks is told that one.
    await changed.catch(unlessDiskFull);
  }

  /** The newest periods of the alarm's metric, newest first; the running minute belongs to the first of them. */
  #range(owner: Owner, alarm: AlarmConfiguration, statistic: Statistic, now: number): Datapoint[] {
    const length = (alarm.Period ?? 60) * 1000;
    const end = Math.floor(now / MINUTE) * MINUTE + MINUTE;
    const periods = evaluationRange(alarm);
    const from = end - periods * length;
    const found = new Map<number, Distribution>();
    const metric = metricOfAlarm(owner, alarm);
    const minutes = this.#parts.metrics.minutes(metric, alarm.Unit, from, end);
    for (const { at, distribution } of minutes) {
      const index = Math.floor((end - 1 - at) / length);
      const before = found.get(index);
      found.set(index, before === undefined ? distribution : merge(before, distribution));
    }
    return Array.from({ length: periods }, (_, index) => {
      const distribution = found.get(index);
      return {
        at: end - (index + 1) * length,
        sampleCount: distribution?.count ?? 0,
        value: distribution === undefined ? undefined : statistic(distribution),
      };
    });
  }
}

function keyOf({ account, region }: Owner, name: string): string {
  return `${account} ${region} ${name}`;
}
