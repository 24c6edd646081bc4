import type { State } from "../../state/state.ts";
import type { ChangeSet } from "./change-set.ts";
import type { StackResource } from "./resource-life.ts";
import type { StackStatus } from "./stack-life.ts";
import type { Stack, StackEvent } from "./stack.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS cloudformation_stack(
    id TEXT PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, deleted INTEGER NOT NULL,
    created_at INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS cloudformation_stack_name
    ON cloudformation_stack(account, region, name) WHERE deleted = 0;
  CREATE TABLE IF NOT EXISTS cloudformation_resource(
    stack_id TEXT NOT NULL, logical_id TEXT NOT NULL, place INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (stack_id, logical_id)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS cloudformation_event(
    id INTEGER PRIMARY KEY AUTOINCREMENT, stack_id TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS cloudformation_event_stack ON cloudformation_event(stack_id, id);
  CREATE TABLE IF NOT EXISTS cloudformation_change_set(
    id TEXT PRIMARY KEY, stack_id TEXT NOT NULL, name TEXT NOT NULL, created_at INTEGER NOT NULL, body TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS cloudformation_change_set_name ON cloudformation_change_set(stack_id, name);`;

/** Where stacks are. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Where a page of a list that is newest first has ended. */
export interface Position {
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly id: string;
}

/** An output that other stacks can import. */
export interface StackExport {
  readonly stackId: string;
  readonly name: string;
  readonly value: string;
  /** Of its stack. */
  readonly status: StackStatus;
}

/** Stacks, their resources, events and change sets in the state file. To be used inside `State.read` and `write`. */
export class StackStore {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
    state.define(SCHEMA);
  }

  /** A stack by its ARN, deleted or not; by its name only while it is there. */
  find(account: string, region: string, nameOrId: string): Stack | undefined {
    const stack = nameOrId.startsWith("arn:")
      ? this.byId(nameOrId)
      : stackIn(
          this.#state
            .sql("SELECT body FROM cloudformation_stack WHERE account = ? AND region = ? AND name = ? AND deleted = 0")
            .get(account, region, nameOrId),
        );
    return stack?.account === account && stack.region === region ? stack : undefined;
  }

  /** A stack by its ARN, deleted or not. */
  byId(id: string): Stack | undefined {
    return stackIn(this.#state.sql("SELECT body FROM cloudformation_stack WHERE id = ?").get(id));
  }

  /**
   * Stacks of an account and region, newest first: those behind `after`, and of those at most `limit`.
   * @param which `living`: those that are not deleted
   */
  page(at: Place, which: { living: boolean; statuses: readonly string[] }, after: Position | undefined, limit: number) {
    return many<Stack>(
      this.#state
        .sql(
          `SELECT body FROM cloudformation_stack WHERE account = ? AND region = ? AND deleted <= ?
             AND (? = '[]' OR body ->> '$.status' IN (SELECT value FROM json_each(?)))
             AND (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?`,
        )
        .all(
          at.account,
          at.region,
          which.living ? 0 : 1,
          JSON.stringify(which.statuses),
          JSON.stringify(which.statuses),
          after?.createdAt ?? Number.MAX_SAFE_INTEGER,
          after?.id ?? "",
          limit,
        ),
    );
  }

  /** Ids of the stacks, of all accounts and regions, on which an operation is at work. */
  atWork(): string[] {
    return this.#state
      .sql("SELECT id FROM cloudformation_stack WHERE deleted = 0 AND body ->> '$.status' LIKE '%_IN_PROGRESS'")
      .all()
      .map((row) => String(row["id"]));
  }

  /** The exports of an account and region by their names: those behind `after`, and of those at most `limit`. */
  exports(at: Place, after: string, limit: number): StackExport[] {
    return this.#state
      .sql(`${EXPORTS} AND export_name > ? ORDER BY export_name LIMIT ?`)
      .all(at.account, at.region, after, limit)
      .map(toExport);
  }

  /** The export of that name of an account and region; undefined where no stack has it. */
  export(at: Place, name: string): StackExport | undefined {
    const row = this.#state.sql(`${EXPORTS} AND export_name = ?`).get(at.account, at.region, name);
    return row === undefined ? undefined : toExport(row);
  }

  /** Stacks of an account and region whose template, or the one before it, may import something. */
  importing(at: Place): Stack[] {
    return many<Stack>(
      this.#state
        .sql(
          `SELECT body FROM cloudformation_stack
           WHERE account = ? AND region = ? AND deleted = 0 AND instr(body, 'ImportValue') > 0`,
        )
        .all(at.account, at.region),
    );
  }

  /** ARN of the stack that a resource belongs to, by its physical id. */
  ownerOf(at: Place, physicalId: string): string | undefined {
    const row = this.#state
      .sql(
        `SELECT resource.stack_id AS id FROM cloudformation_resource AS resource
         JOIN cloudformation_stack AS stack ON stack.id = resource.stack_id
         WHERE stack.account = ? AND stack.region = ? AND resource.body ->> '$.physicalId' = ?
         ORDER BY stack.created_at DESC LIMIT 1`,
      )
      .get(at.account, at.region, physicalId);
    return row === undefined ? undefined : String(row["id"]);
  }

  /** Adds a stack, or writes it anew. */
  save(stack: Stack): void {
    this.#state
      .sql(
        `INSERT INTO cloudformation_stack VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT(id) DO UPDATE SET deleted = excluded.deleted, body = excluded.body`,
      )
      .run(
        stack.id,
        stack.account,
        stack.region,
        stack.name,
        stack.deletedAt === undefined ? 0 : 1,
        stack.createdAt,
        JSON.stringify(stack),
      );
  }

  /** The resources of a stack in the order in which they came into it. */
  resources(stackId: string): StackResource[] {
    return many<StackResource>(
      this.#state.sql("SELECT body FROM cloudformation_resource WHERE stack_id = ? ORDER BY place").all(stackId),
    );
  }

  /** Adds a resource, or writes it anew. */
  saveResource(stackId: string, resource: StackResource): void {
    this.#state
      .sql(
        `INSERT INTO cloudformation_resource VALUES (?, ?,
           (SELECT coalesce(max(place), 0) + 1 FROM cloudformation_resource WHERE stack_id = ?), ?)
         ON CONFLICT(stack_id, logical_id) DO UPDATE SET body = excluded.body`,
      )
      .run(stackId, resource.logicalId, stackId, JSON.stringify(resource));
  }

  /** Takes a resource out of a stack. */
  removeResource(stackId: string, logicalId: string): void {
    this.#state
      .sql("DELETE FROM cloudformation_resource WHERE stack_id = ? AND logical_id = ?")
      .run(stackId, logicalId);
  }

  /** Adds an event. */
  addEvent(event: StackEvent): void {
    this.#state
      .sql("INSERT INTO cloudformation_event(stack_id, body) VALUES (?, ?)")
      .run(event.stackId, JSON.stringify(event));
  }

  /** Events of a stack, newest first: those before the number `before`, and of those at most `limit`. */
  events(stackId: string, before: number | undefined, limit: number): { number: number; event: StackEvent }[] {
    return this.#state
      .sql("SELECT id, body FROM cloudformation_event WHERE stack_id = ? AND id < ? ORDER BY id DESC LIMIT ?")
      .all(stackId, before ?? Number.MAX_SAFE_INTEGER, limit)
      .map((row) => ({ number: Number(row["id"]), event: JSON.parse(String(row["body"])) as StackEvent }));
  }

  /** A change set by its ARN, or by its name in a stack. */
  changeSet(stackId: string | undefined, nameOrId: string): ChangeSet | undefined {
    if (nameOrId.startsWith("arn:")) {
      return changeSetIn(this.#state.sql("SELECT body FROM cloudformation_change_set WHERE id = ?").get(nameOrId));
    }
    return changeSetIn(
      this.#state
        .sql("SELECT body FROM cloudformation_change_set WHERE stack_id = ? AND name = ?")
        .get(stackId ?? "", nameOrId),
    );
  }

  /** Change sets of a stack, newest first: those behind `after`, and of those at most `limit`. */
  changeSets(stackId: string, after: Position | undefined, limit: number): ChangeSet[] {
    return many<ChangeSet>(
      this.#state
        .sql(
          `SELECT body FROM cloudformation_change_set WHERE stack_id = ? AND (created_at, id) < (?, ?)
           ORDER BY created_at DESC, id DESC LIMIT ?`,
        )
        .all(stackId, after?.createdAt ?? Number.MAX_SAFE_INTEGER, after?.id ?? "", limit),
    );
  }

  /** Adds a change set, or writes it anew. */
  saveChangeSet(changeSet: ChangeSet): void {
    this.#state
      .sql(
        `INSERT INTO cloudformation_change_set VALUES (?, ?, ?, ?, ?)
         ON CONFLICT(id) DO UPDATE SET body = excluded.body`,
      )
      .run(changeSet.id, changeSet.stackId, changeSet.name, changeSet.createdAt, JSON.stringify(changeSet));
  }

  /** Takes a change set out. */
  removeChangeSet(id: string): void {
    this.#state.sql("DELETE FROM cloudformation_change_set WHERE id = ?").run(id);
  }

  /** Takes the change sets of a stack out, except one. */
  removeChangeSets(stackId: string, except = ""): void {
    this.#state.sql("DELETE FROM cloudformation_change_set WHERE stack_id = ? AND id <> ?").run(stackId, except);
  }
}

/** Exports, read out of the outputs of the stacks that are there. */
const EXPORTS = `
  SELECT stack.id AS stack_id, output.value ->> '$.ExportName' AS export_name, output.value ->> '$.OutputValue' AS export_value,
    stack.body ->> '$.status' AS status
  FROM cloudformation_stack AS stack, json_each(stack.body, '$.outputs') AS output
  WHERE stack.account = ? AND stack.region = ? AND stack.deleted = 0 AND instr(stack.body, '"ExportName"') > 0`;

type Row = Record<string, unknown>;

function stackIn(row: Row | undefined): Stack | undefined {
  return row === undefined ? undefined : (JSON.parse(String(row["body"])) as Stack);
}

function changeSetIn(row: Row | undefined): ChangeSet | undefined {
  return row === undefined ? undefined : (JSON.parse(String(row["body"])) as ChangeSet);
}

function toExport(row: Row): StackExport {
  return {
    stackId: String(row["stack_id"]),
    name: String(row["export_name"]),
    value: String(row["export_value"]),
    status: String(row["status"]) as StackStatus,
  };
}

/** The bodies of a table of one kind, as this store has written them. */
function many<Body extends Stack | StackResource | ChangeSet>(rows: Row[]): Body[] {
  return rows.map((row) => JSON.parse(String(row["body"])) as Body);
}
