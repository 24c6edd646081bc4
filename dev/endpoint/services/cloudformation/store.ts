import type { State } from "../../state/state.ts";
import type { ChangeSet } from "./change-set.ts";
import type { Stack, StackEvent, StackResource } from "./stack.ts";

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

  /** The newest 1,000 stacks of an account and region, deleted ones included, newest first. */
  list(account: string, region: string): Stack[] {
    return many<Stack>(
      this.#state
        .sql(
          "SELECT body FROM cloudformation_stack WHERE account = ? AND region = ? ORDER BY created_at DESC, id LIMIT 1000",
        )
        .all(account, region),
    );
  }

  /** Every stack that is not deleted, of all accounts and regions. */
  living(): Stack[] {
    return many<Stack>(this.#state.sql("SELECT body FROM cloudformation_stack WHERE deleted = 0 LIMIT 10000").all());
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

  /** Takes a stack out with everything that belongs to it (one that was only under review). */
  remove(id: string): void {
    this.#state.sql("DELETE FROM cloudformation_stack WHERE id = ?").run(id);
    this.#state.sql("DELETE FROM cloudformation_resource WHERE stack_id = ?").run(id);
    this.#state.sql("DELETE FROM cloudformation_event WHERE stack_id = ?").run(id);
    this.#state.sql("DELETE FROM cloudformation_change_set WHERE stack_id = ?").run(id);
  }

  /** The resources of a stack in the order in which they came into it. */
  resources(stackId: string): StackResource[] {
    return many<StackResource>(
      this.#state
        .sql("SELECT body FROM cloudformation_resource WHERE stack_id = ? ORDER BY place LIMIT 1000")
        .all(stackId),
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

  /** Events of a stack, newest first, from the `offset`-th on. */
  events(stackId: string, offset: number, limit: number): StackEvent[] {
    return many<StackEvent>(
      this.#state
        .sql("SELECT body FROM cloudformation_event WHERE stack_id = ? ORDER BY id DESC LIMIT ? OFFSET ?")
        .all(stackId, limit, offset),
    );
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

  /** The change sets of a stack, newest first. */
  changeSets(stackId: string): ChangeSet[] {
    return many<ChangeSet>(
      this.#state
        .sql("SELECT body FROM cloudformation_change_set WHERE stack_id = ? ORDER BY created_at DESC, id LIMIT 1000")
        .all(stackId),
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
}

type Row = Record<string, unknown>;

function stackIn(row: Row | undefined): Stack | undefined {
  return row === undefined ? undefined : (JSON.parse(String(row["body"])) as Stack);
}

function changeSetIn(row: Row | undefined): ChangeSet | undefined {
  return row === undefined ? undefined : (JSON.parse(String(row["body"])) as ChangeSet);
}

/** The bodies of a table of one kind, as this store has written them. */
function many<Body extends Stack | StackResource | StackEvent | ChangeSet>(rows: Row[]): Body[] {
  return rows.map((row) => JSON.parse(String(row["body"])) as Body);
}
