import type { State } from "../state/state.ts";

/** An asynchronous invocation that waits: it leaves the queue when the function has ended with it for good. */
export interface PendingEvent {
  readonly id: number;
  /** ARN of the function. */
  readonly target: string;
  /** Lambda's request id: the same over all attempts. */
  readonly requestId: string;
  /** JSON payload. */
  readonly body: string;
  readonly traceId: string;
  /** Of the call that caused it, see `Call`; null where it has none. */
  readonly lineage: string | null;
  /** Attempts that were made. */
  readonly tries: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds before which it is not tried. */
  readonly dueAt: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS event(
    id INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, request_id TEXT NOT NULL, body TEXT NOT NULL,
    trace_id TEXT NOT NULL, tries INTEGER NOT NULL, created_at INTEGER NOT NULL, due_at INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS event_due ON event(due_at);
  CREATE INDEX IF NOT EXISTS event_target ON event(target, due_at);
  CREATE TABLE IF NOT EXISTS event_lineage(
    event INTEGER PRIMARY KEY REFERENCES event ON DELETE CASCADE, lineage TEXT NOT NULL) STRICT;`;

const COLUMNS = `id, target, request_id AS requestId, body, trace_id AS traceId, tries, created_at AS createdAt,
  due_at AS dueAt, (SELECT lineage FROM event_lineage WHERE event = event.id) AS lineage`;

/**
 * The queue between those that send events (S3 notifications, `Invoke` with `InvocationType: Event`) and Lambda.
 * It lies in the state file, so that an event is durable in the same transaction as what caused it.
 */
export class EventQueue {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
    state.define(SCHEMA);
  }

  /** Adds an event. To be called inside `State.write`, then announced on the bus once that has resolved. */
  add(
    event: Pick<PendingEvent, "target" | "requestId" | "body" | "traceId"> & { lineage?: string | undefined },
    now: number,
  ): void {
    const { lastInsertRowid } = this.#state
      .sql(
        "INSERT INTO event(target, request_id, body, trace_id, tries, created_at, due_at) VALUES (?, ?, ?, ?, 0, ?, ?)",
      )
      .run(event.target, event.requestId, event.body, event.traceId, now, now);
    if (event.lineage === undefined) return;
    this.#state.sql("INSERT INTO event_lineage VALUES (?, ?)").run(lastInsertRowid, event.lineage);
  }

  /** Events of all functions in the order in which they are due, at most `limit`. */
  list(limit: number): PendingEvent[] {
    const rows = this.#state.sql(`SELECT ${COLUMNS} FROM event ORDER BY due_at, id LIMIT ?`).all(limit);
    return rows as unknown as PendingEvent[];
  }

  /** Functions that have events. Walks from name to name in the index, however many events there are. */
  targets(): string[] {
    return this.#state
      .sql(
        `WITH RECURSIVE walk(target) AS (
           SELECT min(target) FROM event
           UNION ALL SELECT (SELECT min(target) FROM event WHERE target > walk.target) FROM walk WHERE walk.target IS NOT NULL)
         SELECT target FROM walk WHERE target IS NOT NULL`,
      )
      .all()
      .map((row) => String(row["target"]));
  }

  /** Events of one function in the order in which they are due, at most `limit`. */
  listFor(target: string, limit: number): PendingEvent[] {
    const rows = this.#state
      .sql(`SELECT ${COLUMNS} FROM event WHERE target = ? ORDER BY due_at, id LIMIT ?`)
      .all(target, limit);
    return rows as unknown as PendingEvent[];
  }

  /** Puts an event back for another attempt at `dueAt` (epoch milliseconds). Inside `State.write`. */
  retry(id: number, dueAt: number): void {
    this.#state.sql("UPDATE event SET tries = tries + 1, due_at = ? WHERE id = ?").run(dueAt, id);
  }

  /** Takes an event out for good. Inside `State.write`. */
  remove(id: number): void {
    this.#state.sql("DELETE FROM event WHERE id = ?").run(id);
  }
}
