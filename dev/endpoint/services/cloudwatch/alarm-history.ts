import * as v from "valibot";
import { type Row, number, rowReader, text } from "../../state/rows.ts";
import type { StateTables } from "../../state/state.ts";
import { TableStore } from "../../state/table-store.ts";
import type { Alarm } from "./alarm.ts";
import type { Owner } from "./metric.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS cloudwatch_alarm_history(
    id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, alarm TEXT NOT NULL, at INTEGER NOT NULL,
    kind TEXT NOT NULL, summary TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS cloudwatch_alarm_history_of ON cloudwatch_alarm_history(account, region, alarm, id);`;

/** Entries that are kept, of all alarms together; CloudWatch keeps them for some weeks, however many they are. */
const KEPT_ENTRIES = 20_000;

const HistoryKind = v.picklist(["ConfigurationUpdate", "StateUpdate"]);

/** Kinds of entries; actions are not taken here. */
export type HistoryKind = v.InferOutput<typeof HistoryKind>;

/** One entry of an alarm's history. */
export interface HistoryEntry {
  readonly id: number;
  readonly alarm: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: HistoryKind;
  readonly summary: string;
  /** JSON. */
  readonly body: string;
}

/** What happened to alarms, on the state file. */
export class AlarmHistory extends TableStore {
  constructor(state: StateTables) {
    super(state, SCHEMA);
  }

  /** An alarm went from one state to another; nothing is told where it stayed. */
  stateUpdated(owner: Owner, before: Alarm, after: Alarm): void {
    if (before.state === after.state) return;
    const body = `{"version":"1.0","oldState":${stateOf(before)},"newState":${stateOf(after)}}`;
    const summary = `Alarm updated from ${before.state} to ${after.state}`;
    this.#add(owner, after.configuration.AlarmName, after.stateAt, "StateUpdate", summary, body);
  }

  /** An alarm was made, changed or deleted. */
  configured(owner: Owner, what: "created" | "updated" | "deleted", alarm: Alarm, now: number): void {
    const { AlarmName } = alarm.configuration;
    const type = { created: "Create", updated: "Update", deleted: "Delete" }[what];
    const body = JSON.stringify({ version: "1.0", type, [`${what}Alarm`]: alarm.configuration });
    this.#add(owner, AlarmName, now, "ConfigurationUpdate", `Alarm "${AlarmName}" ${what}`, body);
  }

  /** Entries of one alarm, or of all where `alarm` is empty. */
  list(
    { account, region }: Owner,
    query: {
      readonly alarm: string;
      readonly kind: string;
      /** Epoch milliseconds, both included. */
      readonly from: number;
      readonly until: number;
      readonly descending: boolean;
      readonly offset: number;
      readonly limit: number;
    },
  ): HistoryEntry[] {
    const order = query.descending ? "DESC" : "ASC";
    return this.state
      .sql(
        `SELECT id, alarm, at, kind, summary, body FROM cloudwatch_alarm_history
         WHERE account = ? AND region = ? AND (? = '' OR alarm = ?) AND (? = '' OR kind = ?) AND at BETWEEN ? AND ?
         ORDER BY at ${order}, id ${order} LIMIT ? OFFSET ?`,
      )
      .all(
        account,
        region,
        query.alarm,
        query.alarm,
        query.kind,
        query.kind,
        query.from,
        query.until,
        query.limit,
        query.offset,
      )
      .map(toEntry);
  }

  #add({ account, region }: Owner, alarm: string, at: number, kind: HistoryKind, summary: string, body: string): void {
    const { lastInsertRowid } = this.state
      .sql(
        "INSERT INTO cloudwatch_alarm_history(account, region, alarm, at, kind, summary, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
      )
      .run(account, region, alarm, at, kind, summary, body);
    this.state.sql("DELETE FROM cloudwatch_alarm_history WHERE id <= ?").run(Number(lastInsertRowid) - KEPT_ENTRIES);
  }
}

const toEntry: (row: Row) => HistoryEntry = rowReader({
  id: number,
  alarm: text,
  at: number,
  kind: (column) => v.parse(HistoryKind, column),
  summary: text,
  body: text,
});

/** JSON text, with the data as they are: AWS writes its numbers as 1.0. */
function stateOf({ state, stateReason, stateReasonData }: Alarm): string {
  const text = JSON.stringify({ stateValue: state, stateReason });
  return stateReasonData === undefined ? text : `${text.slice(0, -1)},"stateReasonData":${asJson(stateReasonData)}}`;
}

/** What a call of SetAlarmState gives need not be JSON. */
function asJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
