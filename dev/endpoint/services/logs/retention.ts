import type { Bus } from "../../../trace/bus.ts";
import type { State } from "../../state/state.ts";
import { EVENT_OVERHEAD } from "./store.ts";

/** Rows of one transaction: long jobs must not hold up requests. */
const SLICE = 500;
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** Removes events that are older than their group keeps them, and those of deleted groups and streams. */
export class Retention {
  readonly #state: State;
  readonly #bus: Bus;
  #timer: NodeJS.Timeout | undefined;
  #active = false;
  #ended: Promise<void> = Promise.resolve();
  #again = false;
  #stopped = false;

  constructor(state: State, bus: Bus) {
    this.#state = state;
    this.#bus = bus;
  }

  /** Begins to sweep, now and every hour. */
  start(): void {
    this.#timer = setInterval(() => this.sweep(), HOUR_MS);
    this.#timer.unref();
    this.sweep();
  }

  /** Resolves when no slice is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#ended;
  }

  /** Sweeps in the background. */
  sweep(): void {
    this.#again = true;
    if (this.#active) return;
    this.#active = true;
    this.#ended = this.#run();
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        while (!this.#stopped && (await this.#state.write(() => this.#dropDeleted())));
        while (!this.#stopped && (await this.#state.write(() => this.#dropOld(Date.now()))));
      }
    } catch (error) {
      this.#bus.dispatch({ type: "notice", message: `Old log events stay: ${String(error)}` });
    } finally {
      // In the same turn as the last look at `again`, so that no call in between is lost.
      this.#active = false;
    }
  }

  /** Whether there may be more. */
  #dropDeleted(): boolean {
    const stream = this.#state.sql("SELECT stream_id FROM logs_deleted_stream LIMIT 1").get()?.["stream_id"];
    if (stream === undefined) return false;
    const { changes } = this.#state
      .sql("DELETE FROM logs_event WHERE id IN (SELECT id FROM logs_event WHERE stream_id = ? LIMIT ?)")
      .run(stream, SLICE);
    if (Number(changes) < SLICE) this.#state.sql("DELETE FROM logs_deleted_stream WHERE stream_id = ?").run(stream);
    return true;
  }

  #dropOld(now: number): boolean {
    const rows = this.#state
      .sql(
        `DELETE FROM logs_event WHERE id IN (
           SELECT e.id FROM logs_group g JOIN logs_event e ON e.group_id = g.id
           WHERE g.retention > 0 AND e.at < ? - g.retention * ${DAY_MS} LIMIT ?)
         RETURNING group_id, octet_length(message) + ${EVENT_OVERHEAD} AS bytes`,
      )
      .all(now, SLICE);
    const shrink = this.#state.sql("UPDATE logs_group SET bytes = bytes - ? WHERE id = ?");
    for (const row of rows) shrink.run(Number(row["bytes"]), Number(row["group_id"]));
    return rows.length === SLICE;
  }
}
