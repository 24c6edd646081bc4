import type { State } from "../endpoint/state/state.ts";
import type { Bus } from "./bus.ts";
import { objectOf } from "./event-object.ts";
import type { DevEvent, EventOf } from "./events.ts";
import { type TraceEvent, type TraceStep, isTraceEvent, kept } from "./kept-event.ts";

/** A trace as it is kept. */
export interface StoredTrace {
  readonly id: string;
  readonly steps: readonly TraceStep[];
  /** Steps beyond the limit, which were not kept. */
  readonly dropped: number;
  /** What the function was invoked with, JSON; undefined where it was not invoked, or with more than is kept. */
  readonly payload: string | undefined;
}

/** How much is kept. */
export interface TraceLimits {
  readonly traces: number;
  /** A trace. */
  readonly steps: number;
}

/** Which traces are listed; all where nothing is given. */
export interface TraceFilter {
  /** Those before this one, by id. */
  readonly before?: string | undefined;
  /** Those of uploads of one object. */
  readonly about?: { readonly bucket: string; readonly key: string } | undefined;
}

const LIMITS: TraceLimits = { traces: 1000, steps: 500 };
/** Characters of a payload that are kept: an event of Lambda's queue may have 1 MB. */
const PAYLOAD_LIMIT = 1 << 20;
/** Milliseconds that steps wait for others before they are written. */
const FLUSH_AFTER_MS = 100;
/** Steps of one job in the fair queue: well under a turn's 4 ms. */
const SLICE = 50;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS trace(
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, steps INTEGER NOT NULL, dropped INTEGER NOT NULL,
    payload TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS trace_step(
    trace INTEGER NOT NULL, n INTEGER NOT NULL, at REAL NOT NULL, event TEXT NOT NULL, PRIMARY KEY(trace, n)) STRICT, WITHOUT ROWID;`;

/** What begins a trace: not a call with a trace id of somebody else's, nor an object that no function hears of. */
const OPENING: ReadonlySet<DevEvent["type"]> = new Set(["notified", "invoked"]);
interface Pending {
  readonly at: number;
  readonly traceId: string;
  readonly event: TraceEvent | EventOf<"modelLoaded">;
}

/**
 * Keeps the steps of the last traces in the state. They are collected in memory and written behind what is served, a
 * tenth of a second later, so that a killed process loses that much of them.
 */
export class TraceStore {
  readonly #state: State;
  readonly #bus: Bus;
  readonly #limits: TraceLimits;
  readonly #unsubscribe: () => void;
  #pending: Pending[] = [];
  /** The upload that was told last: its notification, if there is one, comes in the same turn. */
  #upload: Pending | undefined;
  /** The face model has been loaded, for a call that has not ended yet. */
  #loaded: { readonly at: number; readonly event: EventOf<"modelLoaded"> } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #failing = false;

  constructor(state: State, bus: Bus, limits: TraceLimits = LIMITS) {
    this.#state = state;
    this.#bus = bus;
    this.#limits = limits;
    state.define(SCHEMA);
    this.#unsubscribe = bus.onEvery((event) => this.#collect(event));
  }

  /** The last traces, newest first, everything that was told until now included. */
  async list(limit: number, { before, about }: TraceFilter = {}): Promise<StoredTrace[]> {
    await this.#flush();
    const ids = await this.#state.read(() => {
      const older = "seq < coalesce((SELECT seq FROM trace WHERE id = ?), 9e15)";
      if (about === undefined) {
        return this.#state
          .sql(`SELECT id FROM trace WHERE ${older} ORDER BY seq DESC LIMIT ?`)
          .all(before ?? "", limit);
      }
      // What a trace is about is told by its first steps.
      const named = `"bucket":${JSON.stringify(about.bucket)},"key":${JSON.stringify(about.key)}`;
      return this.#state
        .sql(
          `SELECT id FROM trace WHERE ${older} AND EXISTS (
             SELECT 1 FROM trace_step WHERE trace = seq AND n < 4 AND instr(event, ?) > 0) ORDER BY seq DESC LIMIT ?`,
        )
        .all(before ?? "", named, limit);
    });
    const traces: StoredTrace[] = [];
    // One a job of the fair queue: a hundred traces have many steps.
    for (const { id } of ids) {
      const trace = await this.#state.read(() => {
        const row = this.#state.sql("SELECT seq, id, dropped, payload FROM trace WHERE id = ?").get(String(id));
        return row === undefined ? undefined : this.#read(row);
      });
      if (trace !== undefined) traces.push(trace);
    }
    return traces;
  }

  /** A trace by its id, or by the beginning of its last part where only one begins so. */
  async find(id: string): Promise<StoredTrace | undefined> {
    await this.#flush();
    return this.#state.read(() => {
      const rows = this.#state
        .sql("SELECT seq, id, dropped, payload FROM trace WHERE id = ? OR substr(id, 12, length(?)) = ? LIMIT 2")
        .all(id, id, id);
      return rows.length === 1 && rows[0] !== undefined ? this.#read(rows[0]) : undefined;
    });
  }

  /**
   * The last trace of an upload: that of its put, or that of its event where that was sent again.
   * @param version `null` where the bucket keeps none
   */
  async findUpload(upload: { bucket: string; key: string; version: string }): Promise<StoredTrace | undefined> {
    await this.#flush();
    return this.#state.read(() => {
      const rows = this.#state.sql("SELECT seq, id, dropped, payload FROM trace ORDER BY seq DESC").iterate();
      for (const row of rows) if (this.#isOf(row, upload)) return this.#read(row);
      return undefined;
    });
  }

  #isOf(row: Record<string, unknown>, { bucket, key, version }: { bucket: string; key: string; version: string }) {
    const sent = objectOf(String(row["payload"]));
    const created = sent?.eventName.startsWith("ObjectCreated") === true;
    if (created && sent.bucket === bucket && sent.key === key && (sent.version ?? "null") === version) return true;
    // Not invoked yet, or with a payload that is too large to be kept.
    const told = this.#state
      .sql(
        `SELECT 1 FROM trace_step WHERE trace = ? AND json_extract(event, '$.type') = 'uploaded'
         AND json_extract(event, '$.bucket') = ? AND json_extract(event, '$.key') = ?
         AND ifnull(json_extract(event, '$.version'), 'null') = ?`,
      )
      .get(Number(row["seq"]), bucket, key, version);
    return told !== undefined;
  }

  /** Writes what is pending; nothing is collected any more. */
  async close(): Promise<void> {
    this.#unsubscribe();
    await this.#flush();
  }

  #collect(event: DevEvent): void {
    if (event.type === "modelLoaded") this.#loaded = { at: Date.now(), event };
    if (!isTraceEvent(event) || event.traceId === undefined) return;
    const step = { at: Date.now(), traceId: event.traceId, event };
    if (event.type === "uploaded") {
      this.#upload = step;
      return;
    }
    // It is loaded for the first call that needs it, and that call has to wait.
    if (event.type === "recognised" && event.modelMs > 0 && this.#loaded !== undefined) {
      this.#pending.push({ ...this.#loaded, traceId: event.traceId });
      this.#loaded = undefined;
    }
    this.#pending.push(step);
    if (event.type === "notified" && this.#upload?.traceId === event.traceId) {
      this.#pending.push(this.#upload);
      this.#upload = undefined;
    }
    this.#timer ??= setTimeout(() => void this.#flush(), FLUSH_AFTER_MS).unref();
  }

  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = this.#pending;
    this.#pending = [];
    if (pending.length > 0) this.#flushing = this.#flushing.then(() => this.#writeOrTell(pending));
    return this.#flushing;
  }

  /** A full disk, for one, costs steps, and is told once; what is served has its own way of saying so. */
  async #writeOrTell(pending: readonly Pending[]): Promise<void> {
    try {
      await this.#write(pending);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#bus.dispatch({ type: "notice", message: `Steps of traces are not kept: ${reason}` });
      }
      this.#failing = true;
    }
  }

  async #write(pending: readonly Pending[]): Promise<void> {
    for (let at = 0; at < pending.length; at += SLICE) {
      const slice = pending.slice(at, at + SLICE);
      await this.#state.write(() => {
        for (const step of slice) this.#add(step);
      });
    }
    while (await this.#state.write(() => this.#prune()));
  }

  #add({ at, traceId, event }: Pending): void {
    const find = this.#state.sql("SELECT seq, steps FROM trace WHERE id = ?");
    let row = find.get(traceId);
    if (row === undefined) {
      if (!OPENING.has(event.type)) return;
      this.#state.sql("INSERT INTO trace(id, steps, dropped, payload) VALUES (?, 0, 0, '')").run(traceId);
      row = find.get(traceId);
    }
    const seq = Number(row?.["seq"]);
    const n = Number(row?.["steps"]);
    if (n >= this.#limits.steps) {
      this.#state.sql("UPDATE trace SET dropped = dropped + 1 WHERE seq = ?").run(seq);
      return;
    }
    if (event.type === "invoked" && event.payload.length <= PAYLOAD_LIMIT) {
      this.#state.sql("UPDATE trace SET payload = ? WHERE seq = ?").run(event.payload, seq);
    }
    this.#state.sql("INSERT INTO trace_step VALUES (?, ?, ?, ?)").run(seq, n, at, JSON.stringify(kept(event)));
    this.#state.sql("UPDATE trace SET steps = steps + 1 WHERE seq = ?").run(seq);
  }

  /** Takes the oldest trace beyond the limit away. Returns whether there was one. */
  #prune(): boolean {
    const row = this.#state
      .sql("SELECT seq FROM trace WHERE seq <= (SELECT max(seq) FROM trace) - ? ORDER BY seq LIMIT 1")
      .get(this.#limits.traces);
    if (row === undefined) return false;
    const seq = Number(row["seq"]);
    this.#state.sql("DELETE FROM trace_step WHERE trace = ?").run(seq);
    this.#state.sql("DELETE FROM trace WHERE seq = ?").run(seq);
    return true;
  }

  #read(row: Record<string, unknown>): StoredTrace {
    const steps = this.#state
      .sql("SELECT at, event FROM trace_step WHERE trace = ? ORDER BY n")
      .all(Number(row["seq"]))
      // Written by this class and by nobody else.
      .map((step) => ({ at: Number(step["at"]), event: JSON.parse(String(step["event"])) as TraceStep["event"] }));
    const payload = String(row["payload"]);
    return {
      id: String(row["id"]),
      steps,
      dropped: Number(row["dropped"]),
      payload: payload === "" ? undefined : payload,
    };
  }
}
