import type { Bus } from "../../../../trace/bus.ts";
import { isDiskFull } from "../../../state/disk-full.ts";
import type { State } from "../../../state/state.ts";
import { type ItemStore, expiryOf } from "../items/item-store.ts";
import type { Table, TableStore } from "./table-store.ts";

/** Milliseconds between two looks for expired items; AWS lets days pass. */
const INTERVAL_MS = 1000;

/** Items that one write deletes. */
const SLICE = 500;

/** AWS leaves items alone that expired longer ago than five years: most likely they are no times at all. */
const OLDEST_SECONDS = 5 * 365 * 86_400;

/** Deletes items whose time to live has passed. */
export class Expiry {
  readonly #state: State;
  readonly #tables: TableStore;
  readonly #items: ItemStore;
  readonly #bus: Bus;
  #timer: NodeJS.Timeout | undefined;
  #sweep: Promise<void> = Promise.resolve();

  constructor(state: State, tables: TableStore, items: ItemStore, bus: Bus) {
    this.#state = state;
    this.#tables = tables;
    this.#items = items;
    this.#bus = bus;
  }

  /** Begins to look. */
  start(): void {
    this.#timer = setTimeout(() => {
      this.#sweep = this.#deleteExpired()
        .catch((error: unknown) => {
          // They go once there is room; every second is too often to say so.
          if (isDiskFull(error)) return;
          this.#bus.dispatch({ type: "notice", message: `Expired items were not deleted: ${String(error)}` });
        })
        .finally(() => {
          if (this.#timer !== undefined) this.start();
        });
    }, INTERVAL_MS).unref();
  }

  /** Ends after the slice that runs. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#sweep;
  }

  async #deleteExpired(): Promise<void> {
    const now = Math.floor(Date.now() / 1000);
    while (this.#timer !== undefined && (await this.#state.read(() => this.#hasExpired(now)))) {
      await this.#state.write(() => this.#deleteSlice(now));
    }
  }

  #hasExpired(now: number): boolean {
    const row = this.#state
      .sql("SELECT 1 FROM dynamodb_item WHERE expires<=? AND expires>? LIMIT 1")
      .get(now, now - OLDEST_SECONDS);
    return row !== undefined;
  }

  #deleteSlice(now: number): void {
    const rows = this.#state
      .sql("SELECT id, table_id, k, body, size FROM dynamodb_item WHERE expires<=? AND expires>? LIMIT ?")
      .all(now, now - OLDEST_SECONDS, SLICE);
    const tables = new Map<number, Table | undefined>();
    for (const row of rows) {
      const id = Number(row["id"]);
      const tableId = Number(row["table_id"]);
      if (!tables.has(tableId)) tables.set(tableId, this.#tables.byId(tableId));
      const table = tables.get(tableId);
      const item = JSON.parse(row["body"] as string);
      // The column may still show an attribute that has ceased to be the expiry; the item itself decides.
      const expires = table === undefined ? null : expiryOf(table, item);
      if (table === undefined || expires === null || expires > now) {
        this.#state.sql("UPDATE dynamodb_item SET expires=? WHERE id=?").run(expires, id);
      } else {
        this.#items.delete(table, { id, key: row["k"] as Uint8Array, item, size: Number(row["size"]) });
      }
    }
  }
}
