import { type Row, bodyOf } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import type { ChangeSet } from "./change-set.ts";
import type { StackResource } from "./resource-life.ts";
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
      : ifAny(
          this.#state
            .sql("SELECT body FROM cloudformation_stack WHERE account = ? AND region = ? AND name = ? AND deleted = 0")
            .get(account, region, nameOrId),
          stackIn,
        );
    return stack?.account === account && stack.region === region ? stack : undefined;
  }

  /** A stack by its ARN, deleted or not. */
  byId(id: string): Stack | undefined {
    return ifAny(this.#state.sql("SELECT body FROM cloudformation_stack WHERE id = ?").get(id), stackIn);
  }

  /**
   * Stacks of an account and region, newest first: those behind `after`, and of those at most `limit`.
   * @param which `living`: those that are not deleted
   */
  page(
    at: Place,
    which: { living: boolean; statuses: readonly string[] },
    after: Position | undefined,
    limit: number,
  ): Stack[] {
    return this.#state
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
      )
      .map(stackIn);
  }

  /** Ids of the stacks, of all accounts and regions, on which an operation is at work. */
  atWork(): string[] {
    return this.#state
      .sql("SELECT id FROM cloudformation_stack WHERE deleted = 0 AND body ->> '$.status' LIKE '%_IN_PROGRESS'")
      .all()
      .map((row) => String(row["id"]));
  }

  /** Stacks below one at the top that are not deleted. */
  below(rootId: string): Stack[] {
    return this.#state
      .sql("SELECT body FROM cloudformation_stack WHERE deleted = 0 AND body ->> '$.rootId' = ?")
      .all(rootId)
      .map(stackIn);
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

  /** Adds a stack, or replaces it. */
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
    return this.#state
      .sql("SELECT body FROM cloudformation_resource WHERE stack_id = ? ORDER BY place")
      .all(stackId)
      .map(resourceIn);
  }

  /** Adds a resource, or replaces it. */
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
      .map((row) => ({ number: Number(row["id"]), event: eventIn(row) }));
  }

  /** A change set by its ARN, or by its name in a stack. */
  changeSet(stackId: string | undefined, nameOrId: string): ChangeSet | undefined {
    if (nameOrId.startsWith("arn:")) {
      return ifAny(
        this.#state.sql("SELECT body FROM cloudformation_change_set WHERE id = ?").get(nameOrId),
        changeSetIn,
      );
    }
    return ifAny(
      this.#state
        .sql("SELECT body FROM cloudformation_change_set WHERE stack_id = ? AND name = ?")
        .get(stackId ?? "", nameOrId),
      changeSetIn,
    );
  }

  /** Change sets of a stack, newest first: those behind `after`, and of those at most `limit`. */
  changeSets(stackId: string, after: Position | undefined, limit: number): ChangeSet[] {
    return this.#state
      .sql(
        `SELECT body FROM cloudformation_change_set WHERE stack_id = ? AND (created_at, id) < (?, ?)
           ORDER BY created_at DESC, id DESC LIMIT ?`,
      )
      .all(stackId, after?.createdAt ?? Number.MAX_SAFE_INTEGER, after?.id ?? "", limit)
      .map(changeSetIn);
  }

  /** Adds a change set, or replaces it. */
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

const stackIn = (row: Row): Stack => bodyOf(row) as Stack;
const resourceIn = (row: Row): StackResource => bodyOf(row) as StackResource;
const eventIn = (row: Row): StackEvent => bodyOf(row) as StackEvent;
const changeSetIn = (row: Row): ChangeSet => bodyOf(row) as ChangeSet;

function ifAny<Result>(row: Row | undefined, read: (row: Row) => Result): Result | undefined {
  return row === undefined ? undefined : read(row);
}
