import { afterAll, beforeAll, expect, test } from "vitest";
import { AlarmHistory } from "../../../../dev/endpoint/services/cloudwatch/alarm-history.ts";
import { AlarmWatch } from "../../../../dev/endpoint/services/cloudwatch/alarm-watch.ts";
import { Collected, merge, percentile } from "../../../../dev/endpoint/services/cloudwatch/distribution.ts";
import { failureTeller } from "../../../../dev/endpoint/services/cloudwatch/failure-teller.ts";
import { MetricRecorder } from "../../../../dev/endpoint/services/cloudwatch/metric-recorder.ts";
import { MetricStore } from "../../../../dev/endpoint/services/cloudwatch/metric-store.ts";
import { AlarmStore } from "../../../../dev/endpoint/services/cloudwatch/store.ts";
import { MetricBuffer } from "../../../../dev/endpoint/exchange/metric-buffer.ts";
import { State } from "../../../../dev/endpoint/state/state.ts";
import { Bus } from "../../../../dev/trace/bus.ts";

const DAY = 24 * 60 * 60_000;
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 24, 12, 0, 30);
const OWNER = { account: "000000000000", region: "us-east-1" };

let state: State;
let store: MetricStore;
let recorder: MetricRecorder;
const inbox = new MetricBuffer();
const recorded: string[] = [];

beforeAll(() => {
  state = State.open({ folder: undefined });
  store = new MetricStore(state);
  recorder = new MetricRecorder(state, inbox, store, (metrics) => recorded.push(...metrics.map(({ name }) => name)));
});

afterAll(() => state.close());

function metric(name: string): Parameters<MetricStore["minutes"]>[0] {
  return { ...OWNER, namespace: "N", name, dimensions: "[]" };
}

function put(name: string, value: number, at: number): void {
  inbox.put({ ...OWNER, namespace: "N", name, dimensions: {}, unit: "Count", value, count: 1, at });
}

const minutesOf = (name: string) => state.read(() => store.minutes(metric(name), undefined, 0, NOW + DAY));

test("what was measured in a minute becomes one row", async () => {
  put("A", 1, NOW);
  put("A", 3, NOW + 1000);
  put("A", 5, NOW + MINUTE);
  await recorder.flush();
  put("A", 2, NOW);
  await recorder.flush();
  expect(recorded).toEqual(["A", "A", "A"]);
  expect((await minutesOf("A")).map(({ at, distribution }) => [at, distribution.count, distribution.sum])).toEqual([
    [NOW - 30_000, 3, 6],
    [NOW + 30_000, 1, 5],
  ]);
});

test("values go after 15 days, with the metrics that had no others", async () => {
  put("Old", 1, NOW - 15 * DAY - MINUTE);
  put("New", 1, NOW - 15 * DAY + MINUTE);
  await recorder.flush();
  await recorder.sweep(NOW);
  expect(await minutesOf("Old")).toEqual([]);
  expect(await minutesOf("New")).toHaveLength(1);
  const known = await state.read(() => store.list(OWNER, { namespace: "N", name: "", since: 0 }));
  expect(known.map(({ name }) => name)).toEqual(["A", "New"]);
});

test("of too many values the oldest go", async () => {
  for (let minute = 0; minute < 20; minute++) put("Many", minute, NOW + DAY + minute * MINUTE);
  await recorder.flush();
  await recorder.sweep(NOW, 5);
  const rows = await state.read(() => store.minutes(metric("Many"), undefined, 0, NOW + 2 * DAY));
  expect(rows.map(({ distribution }) => distribution.sum)).toEqual([15, 16, 17, 18, 19]);
});

test("the look that is under way ends before the alarms' watch does", async () => {
  const gate = Promise.withResolvers<void>();
  const slow = new MetricBuffer();
  slow.addSource(() => gate.promise);
  const parts = { alarms: new AlarmStore(state), history: new AlarmHistory(state), metrics: store };
  const watch = new AlarmWatch(parts);
  const ended: string[] = [];
  const look = watch
    .bringUpToDate(new MetricRecorder(state, slow, store, () => undefined))
    .then(() => ended.push("look"));
  const stop = watch.stop().then(() => ended.push("watch"));
  await state.read(() => undefined);
  gate.resolve();
  await Promise.all([look, stop]);
  expect(ended).toEqual(["look", "watch"]);
});

test("what fails while no call waits is told of once, and does not end the process", async () => {
  const failing = new MetricBuffer();
  failing.addSource(() => Promise.reject(new Error("on purpose")));
  const bus = new Bus();
  const notices: string[] = [];
  const told = Promise.withResolvers<void>();
  bus.on("notice", ({ message }) => {
    notices.push(message);
    told.resolve();
  });
  const failed = failureTeller(bus);
  const own = new MetricRecorder(state, failing, store, () => undefined);
  own.start(failed);
  failing.put({ ...OWNER, namespace: "N", name: "B", dimensions: {}, unit: "Count", value: 1, count: 1, at: NOW });
  await told.promise;
  const [notice = ""] = notices;
  expect(notice).toContain("Internal error, please report it: Error: on purpose");
  const full = Object.assign(new Error("database or disk is full"), { errcode: 13 });
  const again = new Error("again");
  for (const error of [full, again, again]) failed(error);
  await own.stop();
  expect(notices.filter((text) => text.includes("Error: again"))).toHaveLength(1);
  expect(notices.filter((text) => text.includes("full"))).toEqual([]);
});

test("many different values count with three digits, and keep their percentiles", () => {
  const values = Array.from({ length: 5000 }, (_, index) => 1000 + index / 7);
  const all = values.map((value) => new Collected().add(value, 1).distribution()).reduce(merge);
  const collected = new Collected();
  for (const value of values) collected.add(value, 1);
  expect(percentile(collected.distribution(), 50)).toBeCloseTo(1357, -1);
  expect(all.count).toBe(5000);
  expect(all.values?.size).toBeLessThanOrEqual(300);
  expect(percentile(all, 50)).toBeCloseTo(1357, -1);
  expect(percentile(all, 100)).toBeGreaterThan(1700);
});
