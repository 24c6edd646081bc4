import { bodyOf } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import type { StackStatus } from "./stack-life.ts";
import type { Stack } from "./stack.ts";
import type { Place } from "./store.ts";

/** What the functions below read by. To be called inside `State.read` and `write`. */
export type Reader = Pick<State, "sql">;

/** An output that other stacks can import. */
export interface StackExport {
  readonly stackId: string;
  readonly name: string;
  readonly value: string;
  /** Of its stack. */
  readonly status: StackStatus;
}

/** Exports, read out of the outputs of the stacks that are there. */
const EXPORTS = `
  SELECT stack.id AS stack_id, output.value ->> '$.ExportName' AS export_name,
    output.value ->> '$.OutputValue' AS export_value, stack.body ->> '$.status' AS status
  FROM cloudformation_stack AS stack, json_each(stack.body, '$.outputs') AS output
  WHERE stack.account = ? AND stack.region = ? AND stack.deleted = 0 AND instr(stack.body, '"ExportName"') > 0`;

/** The exports of an account and region by their names: those behind `after`, and of those at most `limit`. */
export function exportsAfter(state: Reader, at: Place, after: string, limit: number): StackExport[] {
  return state
    .sql(`${EXPORTS} AND export_name > ? ORDER BY export_name LIMIT ?`)
    .all(at.account, at.region, after, limit)
    .map(toExport);
}

/** The export of that name of an account and region; undefined where no stack has it. */
export function exportNamed(state: Reader, at: Place, name: string): StackExport | undefined {
  const row = state.sql(`${EXPORTS} AND export_name = ?`).get(at.account, at.region, name);
  return row === undefined ? undefined : toExport(row);
}

/** Stacks of an account and region whose template, or the one before it, may import something. */
export function importingStacks(state: Reader, at: Place): Stack[] {
  return state
    .sql(
      `SELECT body FROM cloudformation_stack
       WHERE account = ? AND region = ? AND deleted = 0 AND instr(body, 'ImportValue') > 0`,
    )
    .all(at.account, at.region)
    .map((row) => bodyOf(row) as Stack);
}

function toExport(row: Readonly<Record<string, unknown>>): StackExport {
  return {
    stackId: String(row["stack_id"]),
    name: String(row["export_name"]),
    value: String(row["export_value"]),
    status: String(row["status"]) as StackStatus,
  };
}
