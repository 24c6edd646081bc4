import * as v from "valibot";
import { type Row, number, rowReader, text } from "../../state/rows.ts";
import type { StateTables } from "../../state/state.ts";
import { TableStore } from "../../state/table-store.ts";
import { type Distribution, merge } from "./distribution.ts";
import type { Metric, Owner } from "./metric.ts";

/** Milliseconds that are kept as one. */
export const MINUTE = 60_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS cloudwatch_metric(
    id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
    dimensions TEXT NOT NULL, unit TEXT NOT NULL, last_at INTEGER NOT NULL,
    UNIQUE(account, region, namespace, name, dimensions, unit)) STRICT;
  CREATE TABLE IF NOT EXISTS cloudwatch_minute(
    metric_id INTEGER NOT NULL, at INTEGER NOT NULL, count REAL NOT NULL, sum REAL NOT NULL, min REAL NOT NULL,
    max REAL NOT NULL, value_counts TEXT NOT NULL, PRIMARY KEY(metric_id, at)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS cloudwatch_minute_age ON cloudwatch_minute(at);`;

/** What was measured of a metric in one minute. */
export interface MinuteRow {
  /** Epoch milliseconds of the minute's beginning. */
  readonly at: number;
  readonly unit: string;
  readonly distribution: Distribution;
}

/** A metric and when it last had a value, epoch milliseconds. */
export interface KnownMetric extends Metric {
  readonly lastAt: number;
}

/** Metrics on the state file, one row a minute. */
export class MetricStore extends TableStore {
  constructor(state: StateTables) {
    super(state, SCHEMA);
  }

  /** Adds to what the minute of `at` (epoch milliseconds) holds. */
  add(metric: Metric, unit: string, at: number, distribution: Distribution): void {
    const minute = Math.floor(at / MINUTE) * MINUTE;
    const id = this.#idOf(metric, unit, minute);
    const known = this.state.sql("SELECT * FROM cloudwatch_minute WHERE metric_id = ? AND at = ?").get(id, minute);
    const { count, sum, min, max, values } =
      known === undefined ? distribution : merge(toDistribution(known), distribution);
    this.state
      .sql("INSERT OR REPLACE INTO cloudwatch_minute VALUES (?, ?, ?, ?, ?, ?, ?)")
      .run(id, minute, count, sum, min, max, values === undefined ? "" : JSON.stringify([...values]));
  }

  /** What was measured from `from` until before `until` (epoch milliseconds), oldest first, each unit by itself. */
  minutes(metric: Metric, unit: string | undefined, from: number, until: number): MinuteRow[] {
    return this.state
      .sql(
        `SELECT m.*, s.unit FROM cloudwatch_metric s JOIN cloudwatch_minute m ON m.metric_id = s.id
         WHERE s.account = ? AND s.region = ? AND s.namespace = ? AND s.name = ? AND s.dimensions = ?
         AND (? = '' OR s.unit = ?) AND m.at >= ? AND m.at < ? ORDER BY m.at`,
      )
      .all(...keyOf(metric), unit ?? "", unit ?? "", from, until)
      .map((row) => ({ at: Number(row["at"]), unit: String(row["unit"]), distribution: toDistribution(row) }));
  }

  /** Metrics in the order of their names, of one namespace or one name where those are not empty. */
  list(
    owner: Owner,
    filter: { readonly namespace: string; readonly name: string; readonly since: number },
  ): KnownMetric[] {
    return this.state
      .sql(
        `SELECT account, region, namespace, name, dimensions, max(last_at) AS last_at FROM cloudwatch_metric
         WHERE account = ? AND region = ? AND (? = '' OR namespace = ?) AND (? = '' OR name = ?)
         GROUP BY namespace, name, dimensions HAVING max(last_at) >= ? ORDER BY namespace, name, dimensions`,
      )
      .all(owner.account, owner.region, filter.namespace, filter.namespace, filter.name, filter.name, filter.since)
      .map(toKnownMetric);
  }

  /** Removes up to `limit` minutes from before `until`, the oldest first, and the metrics that had only those. */
  removeBefore(until: number, limit: number): number {
    const sql = `DELETE FROM cloudwatch_minute WHERE (metric_id, at) IN
      (SELECT metric_id, at FROM cloudwatch_minute WHERE at < ? ORDER BY at LIMIT ?)`;
    const removed = Number(this.state.sql(sql).run(until, limit).changes);
    this.state.sql("DELETE FROM cloudwatch_metric WHERE last_at < ?").run(until);
    return removed;
  }

  /** The beginning of the oldest minute of the newest `rows`; undefined where there are no more rows than that. */
  beginningOfNewest(rows: number): number | undefined {
    const sql = "SELECT at FROM cloudwatch_minute ORDER BY at DESC LIMIT 1 OFFSET ?";
    const at = this.state.sql(sql).get(rows)?.["at"];
    return typeof at === "number" ? at : undefined;
  }

  #idOf(metric: Metric, unit: string, minute: number): number {
    const found = this.state
      .sql(
        `SELECT id, last_at FROM cloudwatch_metric
         WHERE account = ? AND region = ? AND namespace = ? AND name = ? AND dimensions = ? AND unit = ?`,
      )
      .get(...keyOf(metric), unit);
    if (found === undefined) {
      const sql = `INSERT INTO cloudwatch_metric(account, region, namespace, name, dimensions, unit, last_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)`;
      return Number(this.state.sql(sql).run(...keyOf(metric), unit, minute).lastInsertRowid);
    }
    const id = Number(found["id"]);
    if (Number(found["last_at"]) < minute) {
      this.state.sql("UPDATE cloudwatch_metric SET last_at = ? WHERE id = ?").run(minute, id);
    }
    return id;
  }
}

function keyOf({ account, region, namespace, name, dimensions }: Metric): [string, string, string, string, string] {
  return [account, region, namespace, name, dimensions];
}

const toKnownMetric: (row: Row) => KnownMetric = rowReader({
  account: text,
  region: text,
  namespace: text,
  name: text,
  dimensions: text,
  lastAt: number,
});

const ValueCounts = v.array(v.tuple([v.number(), v.number()]));

function toDistribution(row: Row): Distribution {
  const counts = String(row["value_counts"]);
  return {
    count: Number(row["count"]),
    sum: Number(row["sum"]),
    min: Number(row["min"]),
    max: Number(row["max"]),
    values: counts === "" ? undefined : new Map(v.parse(ValueCounts, JSON.parse(counts))),
  };
}
