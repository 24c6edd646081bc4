import type { Bus } from "../../../../trace/bus.ts";
import { isDiskFull } from "../../../state/disk-full.ts";
import { number, rowReader } from "../../../state/rows.ts";
import type { State } from "../../../state/state.ts";
import { expiryOf, type ItemStore } from "../items/item-store.ts";
import type { Item } from "../values/attribute-value.ts";
import type { Table, TableStore } from "./table-store.ts";

/** Rows that one slice of a job touches. */
const SLICE = 500;

/** Work that is too long for one turn of the event loop. */
export type JobKind = "fillIndex" | "dropIndex" | "dropTable" | "readExpiries";

const toJob = rowReader({
  id: number,
  tableId: number,
  kind: (column) => column as JobKind,
  indexId: number,
  cursor: number,
});

type Job = ReturnType<typeof toJob>;

/** Wait for room on a full disk, in milliseconds. */
const ROOM_MS = 1000;

/**
 * Fills and drops indexes, drops tables and reads expiry times, 500 rows a write, so that other calls run in between.
 * What is not done when the process ends goes on at the next start.
 */
export class Jobs {
  readonly #state: State;
  readonly #tables: TableStore;
  readonly #items: ItemStore;
  readonly #bus: Bus;
  #running: Promise<void> | undefined;
  #woken = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(state: State, tables: TableStore, items: ItemStore, bus: Bus) {
    this.#state = state;
    this.#tables = tables;
    this.#items = items;
    this.#bus = bus;
  }

  /**
   * Adds a job and does its first slice at once; inside `State.write`. So what is small is done when the call is
   * answered. Call `wake` after the write.
   */
  add(kind: JobKind, table: Table, indexId = 0): void {
    const { lastInsertRowid } = this.#state
      .sql("INSERT INTO dynamodb_job(table_id, kind, index_id, cursor) VALUES(?, ?, ?, 0)")
      .run(table.id, kind, indexId);
    this.#slice({ id: Number(lastInsertRowid), tableId: table.id, kind, indexId, cursor: 0 });
  }

  /** Goes on with the jobs that are left. */
  wake(): void {
    this.#woken = true;
    if (this.#stopped || this.#running !== undefined) return;
    this.#running = this.#run().catch((error: unknown) => {
      if (isDiskFull(error)) this.#timer = setTimeout(() => this.wake(), ROOM_MS);
      else this.#bus.dispatch({ type: "notice", message: `A DynamoDB job failed, please report it: ${String(error)}` });
    });
  }

  /** Ends after the slice that runs; the rest waits in the state. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Runs until no job is left; a call of `wake` meanwhile makes it look once more. */
  async #run(): Promise<void> {
    try {
      while (this.#woken && !this.#stopped) {
        this.#woken = false;
        while (!this.#stopped && (await this.#state.write(() => this.#next())));
      }
    } finally {
      this.#running = undefined;
    }
  }

  /** Does one slice of the oldest job. Tells whether there was one. */
  #next(): boolean {
    const row = this.#state.sql("SELECT * FROM dynamodb_job ORDER BY id LIMIT 1").get();
    if (row === undefined) return false;
    this.#slice(toJob(row));
    return true;
  }

  #slice(job: Job): void {
    const table = this.#tables.byId(job.tableId);
    const cursor = table === undefined ? undefined : this.#work(job, table);
    if (cursor === undefined) this.#state.sql("DELETE FROM dynamodb_job WHERE id=?").run(job.id);
    else this.#state.sql("UPDATE dynamodb_job SET cursor=? WHERE id=?").run(cursor, job.id);
  }

  /** Does one slice. Gives the new cursor, or undefined when the job is done. */
  #work(job: Job, table: Table): number | undefined {
    switch (job.kind) {
      case "fillIndex":
        return this.#fillIndex(job, table);
      case "dropIndex":
        return this.#dropIndex(job, table);
      case "dropTable":
        return this.#dropTable(table);
      case "readExpiries":
        return this.#eachItem(job, (id, item) => {
          this.#state.sql("UPDATE dynamodb_item SET expires=? WHERE id=?").run(expiryOf(table, item), id);
        });
    }
  }

  #fillIndex(job: Job, table: Table): number | undefined {
    const index = table.definition.indexes.find(({ id }) => id === job.indexId);
    if (index === undefined || index.status === "DELETING") return undefined;
    const cursor = this.#eachItem(job, (id, item) => this.#items.addEntry(table, index, id, item));
    if (cursor === undefined) {
      index.status = "ACTIVE";
      this.#tables.save(table);
    }
    return cursor;
  }

  #dropIndex(job: Job, table: Table): number | undefined {
    if (this.#dropEntries(job.indexId)) return job.cursor;
    this.#state.sql("DELETE FROM dynamodb_size WHERE table_id=? AND index_id=?").run(table.id, job.indexId);
    const { definition } = table;
    definition.indexes = definition.indexes.filter(({ id }) => id !== job.indexId);
    const keys = [...definition.keySchema, ...definition.indexes.flatMap((index) => index.keySchema)];
    definition.attributeDefinitions = definition.attributeDefinitions.filter((attribute) =>
      keys.some((key) => key.AttributeName === attribute.AttributeName),
    );
    this.#tables.save(table);
    return undefined;
  }

  #dropTable(table: Table): number | undefined {
    for (const index of table.definition.indexes) if (this.#dropEntries(index.id)) return 0;
    const { changes } = this.#state
      .sql("DELETE FROM dynamodb_item WHERE id IN (SELECT id FROM dynamodb_item WHERE table_id=? LIMIT ?)")
      .run(table.id, SLICE);
    if (Number(changes) === SLICE) return 0;
    this.#tables.remove(table.id);
    return undefined;
  }

  /** Deletes up to 500 entries of an index. Tells whether there may be more. */
  #dropEntries(indexId: number): boolean {
    const { changes } = this.#state
      .sql(
        "DELETE FROM dynamodb_entry WHERE index_id=?1 AND k IN (SELECT k FROM dynamodb_entry WHERE index_id=?1 LIMIT ?2)",
      )
      .run(indexId, SLICE);
    return Number(changes) === SLICE;
  }

  /** Visits the next 500 items in the order in which they came. Items of later numbers were written with the index. */
  #eachItem(job: Job, visit: (id: number, item: Item) => void): number | undefined {
    const rows = this.#state
      .sql("SELECT id, body FROM dynamodb_item WHERE table_id=? AND id>? ORDER BY id LIMIT ?")
      .all(job.tableId, job.cursor, SLICE);
    for (const row of rows) visit(Number(row["id"]), JSON.parse(row["body"] as string) as Item);
    return rows.length < SLICE ? undefined : Number(rows.at(-1)?.["id"]);
  }
}
