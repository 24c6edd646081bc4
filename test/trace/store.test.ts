import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { State } from "../../dev/endpoint/state/state.ts";
import { Bus } from "../../dev/trace/bus.ts";
import type { DevEvent } from "../../dev/trace/events.ts";
import { TraceStore } from "../../dev/trace/store.ts";

const folder = mkdtempSync(join(tmpdir(), "trace-store-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function traceId(n: number): string {
  return `1-00000000-${n.toString(16).padStart(24, "0")}`;
}

function uploaded(n: number): DevEvent {
  return { type: "uploaded", traceId: traceId(n), bucket: "b", key: `${n}.jpg`, version: "v", size: 1, ms: 1 };
}

function notified(n: number): DevEvent {
  return {
    type: "notified",
    traceId: traceId(n),
    bucket: "b",
    key: `${n}.jpg`,
    event: "ObjectCreated:Put",
    target: "f",
  };
}

function invoked(n: number, payload = "{}"): DevEvent {
  const base = { functionName: "f", requestId: "r", cold: false, attempt: 1, waitMs: 0, initMs: undefined };
  return { type: "invoked", traceId: traceId(n), payload, ...base };
}

function finished(n: number): DevEvent {
  return { type: "finished", traceId: traceId(n), functionName: "f", requestId: "r", ms: 5 };
}

async function withStore(
  work: (store: TraceStore, bus: Bus) => Promise<void>,
  options: { limits?: { traces: number; steps: number }; folder?: string } = {},
): Promise<void> {
  const state = State.open({ folder: options.folder });
  const bus = new Bus();
  const store = new TraceStore(state, bus, options.limits);
  try {
    await work(store, bus);
  } finally {
    await store.close();
    state.close();
  }
}

test("an upload's steps are one trace, and can be asked for at once", () =>
  withStore(async (store, bus) => {
    for (const event of [uploaded(1), notified(1), invoked(1, '{"a":1}'), finished(1)]) bus.dispatch(event);
    const [trace] = await store.list(10);
    expect(trace?.steps.map(({ event }) => event.type)).toEqual(["notified", "uploaded", "invoked", "finished"]);
    expect(trace?.payload).toBe('{"a":1}');
    expect(trace?.steps.find(({ event }) => event.type === "invoked")?.event).not.toHaveProperty("payload");
  }));

test("an object of which no function hears begins no trace, nor does a call of somebody else's trace", () =>
  withStore(async (store, bus) => {
    bus.dispatch(uploaded(1));
    bus.dispatch(finished(2));
    expect(await store.list(10)).toEqual([]);
  }));

test("the last traces are kept, and of each the first steps", () =>
  withStore(
    async (store, bus) => {
      for (let n = 0; n < 250; n++) bus.dispatch(invoked(n));
      for (let n = 0; n < 8; n++) bus.dispatch(finished(249));
      const traces = await store.list(100);
      expect(traces.map(({ id }) => id)).toEqual([249, 248, 247].map(traceId));
      expect(traces.map(({ steps, dropped }) => [steps.length, dropped])).toEqual([
        [4, 5],
        [1, 0],
        [1, 0],
      ]);
    },
    { limits: { traces: 3, steps: 4 } },
  ));

test("a trace is found by the beginning of its random part, unless several begin so", () =>
  withStore(async (store, bus) => {
    const id = "1-00000000-abc000000000000000000000";
    bus.dispatch({ ...invoked(1), traceId: id } as DevEvent);
    bus.dispatch({ ...invoked(1), traceId: "1-00000000-abd000000000000000000000" } as DevEvent);
    expect((await store.find("abc"))?.id).toBe(id);
    expect((await store.find(id))?.id).toBe(id);
    expect(await store.find("ab")).toBeUndefined();
    expect(await store.find("ffff")).toBeUndefined();
  }));

test("traces are there after a restart, and a retry after it joins its trace", async () => {
  await withStore(
    async (_store, bus) => {
      bus.dispatch(notified(1));
      bus.dispatch(invoked(1));
    },
    { folder },
  );
  await withStore(
    async (store, bus) => {
      bus.dispatch(finished(1));
      expect((await store.list(1))[0]?.steps.map(({ event }) => event.type)).toEqual([
        "notified",
        "invoked",
        "finished",
      ]);
    },
    { folder },
  );
});

test("long log lines and large payloads are cut short or left out", () =>
  withStore(async (store, bus) => {
    bus.dispatch(invoked(1, JSON.stringify("x".repeat(2 << 20))));
    const lines = Array.from({ length: 200 }, () => "y".repeat(20_000));
    bus.dispatch({
      type: "logged",
      traceId: traceId(1),
      logGroup: "g",
      logStream: "s",
      lines,
      times: lines.map(() => 1),
    });
    const [trace] = await store.list(1);
    expect(trace?.payload).toBeUndefined();
    expect(JSON.stringify(trace?.steps).length).toBeLessThan(1_000_000);
  }));

test("where steps cannot be written that is told once, and later ones are kept", async () => {
  const state = State.open({ folder: undefined });
  const bus = new Bus();
  const notices: string[] = [];
  bus.on("notice", ({ message }) => notices.push(message));
  const store = new TraceStore(state, bus);
  const block = "CREATE TRIGGER full BEFORE INSERT ON trace BEGIN SELECT RAISE(ABORT, 'disk is full'); END";
  await state.write(() => state.sql(block).run());
  bus.dispatch(invoked(1));
  expect(await store.list(1)).toEqual([]);
  bus.dispatch(invoked(2));
  expect(await store.list(1)).toEqual([]);
  expect(notices).toEqual(["Steps of traces are not kept: disk is full"]);
  await state.write(() => state.sql("DROP TRIGGER full").run());
  bus.dispatch(invoked(3));
  expect((await store.list(5)).map(({ id }) => id)).toEqual([traceId(3)]);
  await store.close();
  state.close();
});
