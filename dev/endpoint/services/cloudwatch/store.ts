import type { Call } from "../../service.ts";
import type { StateTables } from "../../state/state.ts";
import { TableStore } from "../../state/table-store.ts";
import { type Alarm, nameOfArn, parseAlarm } from "./alarm.ts";
import { resourceNotFound } from "./errors.ts";
import { type Owner, ownerOf } from "./metric.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS cloudwatch_alarm(
    account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(account, region, name)) STRICT, WITHOUT ROWID;`;

/** An alarm and whose it is. */
export interface OwnedAlarm extends Owner {
  readonly alarm: Alarm;
}

/** Alarms on the state file. Reads are synchronous, to be called inside `read` and `write`. */
export class AlarmStore extends TableStore {
  constructor(state: StateTables) {
    super(state, SCHEMA);
  }

  find({ account, region }: Owner, name: string): Alarm | undefined {
    const row = this.state
      .sql("SELECT body FROM cloudwatch_alarm WHERE account = ? AND region = ? AND name = ?")
      .get(account, region, name);
    return row === undefined ? undefined : parseAlarm(String(row["body"]));
  }

  /** Throws `ResourceNotFoundException` (404). */
  ofArn(call: Call, arn: string): Alarm {
    const owner = ownerOf(call);
    const name = nameOfArn(owner, arn);
    const alarm = name === undefined ? undefined : this.find(owner, name);
    if (alarm === undefined) throw resourceNotFound(arn);
    return alarm;
  }

  /** Alarms whose name begins so, by name, after `after`. */
  list({ account, region }: Owner, prefix: string, after: string): Alarm[] {
    return this.state
      .sql(
        `SELECT body FROM cloudwatch_alarm WHERE account = ? AND region = ? AND name > ?
         AND substr(name, 1, length(?)) = ? ORDER BY name`,
      )
      .all(account, region, after, prefix, prefix)
      .map((row) => parseAlarm(String(row["body"])));
  }

  /** A page of the alarms of all accounts and regions. */
  listAll(offset: number, limit: number): OwnedAlarm[] {
    return this.state
      .sql("SELECT account, region, body FROM cloudwatch_alarm ORDER BY account, region, name LIMIT ? OFFSET ?")
      .all(limit, offset)
      .map((row) => ({
        account: String(row["account"]),
        region: String(row["region"]),
        alarm: parseAlarm(String(row["body"])),
      }));
  }

  put({ account, region }: Owner, alarm: Alarm): void {
    this.state
      .sql("INSERT OR REPLACE INTO cloudwatch_alarm VALUES (?, ?, ?, ?)")
      .run(account, region, alarm.configuration.AlarmName, JSON.stringify(alarm));
  }

  delete({ account, region }: Owner, name: string): void {
    this.state
      .sql("DELETE FROM cloudwatch_alarm WHERE account = ? AND region = ? AND name = ?")
      .run(account, region, name);
  }
}
