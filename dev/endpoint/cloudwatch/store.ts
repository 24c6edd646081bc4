import type { Call } from "../service.ts";
import type { State } from "../state/state.ts";
import { type Alarm, nameOfArn, parseAlarm } from "./alarm.ts";
import { resourceNotFound } from "./errors.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS cloudwatch_alarm(
    account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(account, region, name)) STRICT, WITHOUT ROWID;`;

/** Alarms on the state file. Reads are synchronous, to be called inside `read` and `write`. */
export class AlarmStore {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
    state.define(SCHEMA);
  }

  read<Result>(work: () => Result): Promise<Result> {
    return this.#state.read(work);
  }

  write<Result>(work: () => Result): Promise<Result> {
    return this.#state.write(work);
  }

  find({ caller, region }: Call, name: string): Alarm | undefined {
    const row = this.#state
      .sql("SELECT body FROM cloudwatch_alarm WHERE account = ? AND region = ? AND name = ?")
      .get(caller.account, region, name);
    return row === undefined ? undefined : parseAlarm(String(row["body"]));
  }

  /** Throws `ResourceNotFoundException` (404). */
  ofArn(call: Call, arn: string): Alarm {
    const name = nameOfArn(arn);
    const alarm = name === undefined ? undefined : this.find(call, name);
    if (alarm === undefined) throw resourceNotFound(arn);
    return alarm;
  }

  /** Alarms whose name begins so, by name, after `after`. */
  list({ caller, region }: Call, prefix: string, after: string): Alarm[] {
    return this.#state
      .sql(
        `SELECT body FROM cloudwatch_alarm WHERE account = ? AND region = ? AND name > ?
         AND substr(name, 1, length(?)) = ? ORDER BY name`,
      )
      .all(caller.account, region, after, prefix, prefix)
      .map((row) => parseAlarm(String(row["body"])));
  }

  put({ caller, region }: Call, alarm: Alarm): void {
    this.#state
      .sql("INSERT OR REPLACE INTO cloudwatch_alarm VALUES (?, ?, ?, ?)")
      .run(caller.account, region, alarm.configuration.AlarmName, JSON.stringify(alarm));
  }

  delete({ caller, region }: Call, name: string): void {
    this.#state
      .sql("DELETE FROM cloudwatch_alarm WHERE account = ? AND region = ? AND name = ?")
      .run(caller.account, region, name);
  }
}
