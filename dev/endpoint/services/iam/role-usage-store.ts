import type { StateTables } from "../../state/state.ts";
import { TableStore } from "../../state/table-store.ts";

/** Calls of one function under one role, of one action on one resource. */
export interface UsageRow {
  readonly roleArn: string;
  readonly functionName: string;
  readonly action: string;
  /** ARN, or a pattern where `others`. */
  readonly resource: string;
  /** This stands for every resource beyond those that are kept one by one. */
  readonly others: boolean;
  readonly calls: number;
  /** How many of the calls the role did not allow at the time. */
  readonly denied: number;
  /** Epoch milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** How often a function ran. */
export interface RunsRow {
  readonly functionName: string;
  readonly invocations: number;
  /** Epoch milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS iam_usage(
    role TEXT NOT NULL, function TEXT NOT NULL, action TEXT NOT NULL, resource TEXT NOT NULL, others INTEGER NOT NULL,
    calls INTEGER NOT NULL, denied INTEGER NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
    PRIMARY KEY(role, function, action, resource)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS iam_runs(
    function TEXT PRIMARY KEY, invocations INTEGER NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;`;

/** Rows of one job in the fair queue: well under a turn's 4 ms. */
const SLICE = 100;

/** What functions did under their roles, on the state file. */
export class RoleUsageStore extends TableStore {
  constructor(state: StateTables) {
    super(state, SCHEMA);
  }

  /** Everything; to be called before anything is served, or inside `State.read`. */
  usage(): UsageRow[] {
    return this.state
      .sql("SELECT * FROM iam_usage")
      .all()
      .map((row) => ({
        roleArn: String(row["role"]),
        functionName: String(row["function"]),
        action: String(row["action"]),
        resource: String(row["resource"]),
        others: row["others"] === 1,
        calls: Number(row["calls"]),
        denied: Number(row["denied"]),
        firstAt: Number(row["first_at"]),
        lastAt: Number(row["last_at"]),
      }));
  }

  /** Everything; to be called before anything is served, or inside `State.read`. */
  runs(): RunsRow[] {
    return this.state
      .sql("SELECT * FROM iam_runs")
      .all()
      .map((row) => ({
        functionName: String(row["function"]),
        invocations: Number(row["invocations"]),
        firstAt: Number(row["first_at"]),
        lastAt: Number(row["last_at"]),
      }));
  }

  /** Puts rows in the place of what they count on from. */
  async put(usage: readonly UsageRow[], runs: readonly RunsRow[]): Promise<void> {
    for (let at = 0; at < usage.length; at += SLICE) {
      const slice = usage.slice(at, at + SLICE);
      await this.write(() => {
        for (const row of slice) this.#putUsage(row);
      });
    }
    if (runs.length === 0) return;
    const insert = "INSERT OR REPLACE INTO iam_runs VALUES (?, ?, ?, ?)";
    await this.write(() => {
      for (const { functionName, invocations, firstAt, lastAt } of runs) {
        this.state.sql(insert).run(functionName, invocations, firstAt, lastAt);
      }
    });
  }

  async clear(): Promise<void> {
    await this.write(() => {
      this.state.sql("DELETE FROM iam_usage").run();
      this.state.sql("DELETE FROM iam_runs").run();
    });
  }

  #putUsage(row: UsageRow): void {
    const { roleArn, functionName, action, resource, others, calls, denied, firstAt, lastAt } = row;
    this.state
      .sql("INSERT OR REPLACE INTO iam_usage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .run(roleArn, functionName, action, resource, others ? 1 : 0, calls, denied, firstAt, lastAt);
  }
}
