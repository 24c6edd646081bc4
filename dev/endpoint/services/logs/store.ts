import type { State } from "../../state/state.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS logs_group(
    id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
    created INTEGER NOT NULL, retention INTEGER NOT NULL, bytes INTEGER NOT NULL, class TEXT NOT NULL, tags TEXT NOT NULL,
    UNIQUE(account, region, name)) STRICT;
  CREATE TABLE IF NOT EXISTS logs_stream(
    id INTEGER PRIMARY KEY AUTOINCREMENT, group_id INTEGER NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
    first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, ingested INTEGER NOT NULL, UNIQUE(group_id, name)) STRICT;
  CREATE TABLE IF NOT EXISTS logs_event(
    id INTEGER PRIMARY KEY AUTOINCREMENT, group_id INTEGER NOT NULL, stream_id INTEGER NOT NULL, at INTEGER NOT NULL,
    ingested INTEGER NOT NULL, message TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS logs_event_group ON logs_event(group_id, at, id);
  CREATE INDEX IF NOT EXISTS logs_event_stream ON logs_event(stream_id, at, id);
  CREATE TABLE IF NOT EXISTS logs_deleted_stream(stream_id INTEGER PRIMARY KEY) STRICT;`;

/** A log group as it is stored. Times in epoch milliseconds. */
export interface GroupRow {
  readonly id: number;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly created: number;
  /** Days; 0 keeps events for ever. */
  readonly retention: number;
  readonly bytes: number;
  readonly class: string;
  /** JSON. */
  readonly tags: string;
}

/** A log stream as it is stored. Times in epoch milliseconds, 0 where there was no event yet. */
export interface StreamRow {
  readonly id: number;
  readonly name: string;
  readonly created: number;
  readonly first_at: number;
  readonly last_at: number;
  readonly ingested: number;
}

/** A log event with the name of its stream. */
export interface EventRow {
  readonly id: number;
  readonly stream: string;
  readonly at: number;
  readonly ingested: number;
  readonly message: string;
}

/** A place in the order of events: by time, then as they came. */
export interface Position {
  readonly at: number;
  readonly id: number;
}

/** Bytes that an event counts beside its message. */
export const EVENT_OVERHEAD = 26;

/** Log groups, streams and events. Its methods belong inside `State.read` and `State.write`. */
export class LogStore {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
    state.define(SCHEMA);
  }

  findGroup(account: string, region: string, name: string): GroupRow | undefined {
    return this.#state
      .sql("SELECT * FROM logs_group WHERE account = ? AND region = ? AND name = ?")
      .get(account, region, name) as GroupRow | undefined;
  }

  /** Groups by name, after `after`, whose name holds `part`, at the beginning where `prefix`. */
  listGroups(
    account: string,
    region: string,
    query: { part: string; prefix: boolean; after: string; limit: number },
  ): GroupRow[] {
    return this.#state
      .sql(
        `SELECT * FROM logs_group WHERE account = ? AND region = ? AND name > ?
         AND CASE WHEN ? THEN substr(name, 1, length(?)) = ? ELSE instr(lower(name), lower(?)) > 0 OR ? = '' END
         ORDER BY name LIMIT ?`,
      )
      .all(
        account,
        region,
        query.after,
        query.prefix ? 1 : 0,
        query.part,
        query.part,
        query.part,
        query.part,
        query.limit,
      ) as unknown as GroupRow[];
  }

  addGroup(group: Omit<GroupRow, "id" | "bytes" | "retention">): void {
    this.#state
      .sql(
        "INSERT INTO logs_group(account, region, name, created, retention, bytes, class, tags) VALUES (?, ?, ?, ?, 0, 0, ?, ?)",
      )
      .run(group.account, group.region, group.name, group.created, group.class, group.tags);
  }

  setRetention(groupId: number, days: number): void {
    this.#state.sql("UPDATE logs_group SET retention = ? WHERE id = ?").run(days, groupId);
  }

  setTags(groupId: number, tags: Readonly<Record<string, string>>): void {
    this.#state.sql("UPDATE logs_group SET tags = ? WHERE id = ?").run(JSON.stringify(tags), groupId);
  }

  /** Its events go later, in slices: see `retention.ts`. */
  removeGroup(groupId: number): void {
    this.#state.sql("INSERT INTO logs_deleted_stream SELECT id FROM logs_stream WHERE group_id = ?").run(groupId);
    this.#state.sql("DELETE FROM logs_stream WHERE group_id = ?").run(groupId);
    this.#state.sql("DELETE FROM logs_group WHERE id = ?").run(groupId);
  }

  findStream(groupId: number, name: string): StreamRow | undefined {
    return this.#state.sql("SELECT * FROM logs_stream WHERE group_id = ? AND name = ?").get(groupId, name) as
      | StreamRow
      | undefined;
  }

  /** Streams of a group whose name begins with `prefix`, by name or by their last event. */
  listStreams(
    groupId: number,
    query: { prefix: string; byTime: boolean; descending: boolean; offset: number; limit: number },
  ): StreamRow[] {
    const order = `${query.byTime ? "last_at" : "name"} ${query.descending ? "DESC" : "ASC"}`;
    return this.#state
      .sql(
        `SELECT * FROM logs_stream WHERE group_id = ? AND substr(name, 1, length(?)) = ?
         ORDER BY ${order}, id LIMIT ? OFFSET ?`,
      )
      .all(groupId, query.prefix, query.prefix, query.limit, query.offset) as unknown as StreamRow[];
  }

  addStream(groupId: number, name: string, created: number): void {
    this.#state
      .sql("INSERT INTO logs_stream(group_id, name, created, first_at, last_at, ingested) VALUES (?, ?, ?, 0, 0, 0)")
      .run(groupId, name, created);
  }

  removeStream(streamId: number): void {
    this.#state.sql("INSERT INTO logs_deleted_stream VALUES (?)").run(streamId);
    this.#state.sql("DELETE FROM logs_stream WHERE id = ?").run(streamId);
  }

  /** Adds events; `ingested` is the time of this call. */
  addEvents(
    group: GroupRow,
    stream: StreamRow,
    events: readonly { timestamp: number; message: string }[],
    ingested: number,
  ): void {
    const insert = this.#state.sql(
      "INSERT INTO logs_event(group_id, stream_id, at, ingested, message) VALUES (?, ?, ?, ?, ?)",
    );
    let bytes = 0;
    for (const { timestamp, message } of events) {
      insert.run(group.id, stream.id, timestamp, ingested, message);
      bytes += Buffer.byteLength(message) + EVENT_OVERHEAD;
    }
    const times = events.map((event) => event.timestamp);
    this.#state
      .sql(
        `UPDATE logs_stream SET first_at = CASE WHEN first_at = 0 THEN ? ELSE min(first_at, ?) END,
         last_at = max(last_at, ?), ingested = ? WHERE id = ?`,
      )
      .run(times[0] ?? 0, times[0] ?? 0, times.at(-1) ?? 0, ingested, stream.id);
    this.#state.sql("UPDATE logs_group SET bytes = bytes + ? WHERE id = ?").run(bytes, group.id);
  }

  /** Events of a group after a position, until `until` (included), oldest first. */
  groupEvents(groupId: number, after: Position, until: number, limit: number): EventRow[] {
    return this.#state
      .sql(
        `SELECT e.id, e.at, e.ingested, e.message, s.name AS stream FROM logs_event e
         JOIN logs_stream s ON s.id = e.stream_id
         WHERE e.group_id = ? AND (e.at, e.id) > (?, ?) AND e.at <= ? ORDER BY e.at, e.id LIMIT ?`,
      )
      .all(groupId, after.at, after.id, until, limit) as unknown as EventRow[];
  }

  /** Events of a stream between two positions (both left out), from the head or from the tail, oldest first. */
  streamEvents(streamId: number, after: Position, before: Position, fromHead: boolean, limit: number): EventRow[] {
    const direction = fromHead ? "ASC" : "DESC";
    const rows = this.#state
      .sql(
        `SELECT id, at, ingested, message, '' AS stream FROM logs_event
         WHERE stream_id = ? AND (at, id) > (?, ?) AND (at, id) < (?, ?)
         ORDER BY at ${direction}, id ${direction} LIMIT ?`,
      )
      .all(streamId, after.at, after.id, before.at, before.id, limit) as unknown as EventRow[];
    return fromHead ? rows : rows.reverse();
  }
}
