import type { State } from "../../state/state.ts";
import type { IndexDefinition } from "../tables/definition.ts";
import { indexKey, projected, tableKey } from "../tables/keys.ts";
import type { Table, TableStore } from "../tables/table-store.ts";
import { type Item, attribute } from "../values/attribute-value.ts";
import { itemSize } from "../values/item-size.ts";

/** An item with what is known of its row. */
export interface StoredItem {
  readonly id: number;
  readonly key: Uint8Array;
  readonly item: Item;
  /** Bytes as DynamoDB counts them. */
  readonly size: number;
}

/** Bytes that a write touched in each index, for what it consumed. */
export type IndexWrites = Map<string, number>;

/** The items of all tables and their entries in indexes. Every method is synchronous: inside `State.read` or `write`. */
export class ItemStore {
  readonly #state: State;
  readonly #tables: TableStore;

  constructor(state: State, tables: TableStore) {
    this.#state = state;
    this.#tables = tables;
  }

  /** The item that has the key of `keyOrItem`, or undefined. */
  get(table: Table, keyOrItem: Item): StoredItem | undefined {
    const key = tableKey(table.definition, keyOrItem);
    const row = this.#state.sql("SELECT id, body, size FROM dynamodb_item WHERE table_id=? AND k=?").get(table.id, key);
    if (row === undefined) return undefined;
    return {
      id: Number(row["id"]),
      key,
      item: JSON.parse(row["body"] as string) as Item,
      size: Number(row["size"]),
    };
  }

  /** Stores an item in the place of `old`, which is what `get` gave for its key. */
  put(table: Table, item: Item, old: StoredItem | undefined): IndexWrites {
    const size = itemSize(item);
    const body = JSON.stringify(item);
    const expires = expiryOf(table, item);
    let id: number;
    if (old === undefined) {
      const key = tableKey(table.definition, item);
      const { lastInsertRowid } = this.#state
        .sql("INSERT INTO dynamodb_item(table_id, k, body, size, expires) VALUES(?, ?, ?, ?, ?)")
        .run(table.id, key, body, size, expires);
      id = Number(lastInsertRowid);
    } else {
      id = old.id;
      this.#state.sql("UPDATE dynamodb_item SET body=?, size=?, expires=? WHERE id=?").run(body, size, expires, id);
    }
    this.#tables.grow(table.id, 0, old === undefined ? 1 : 0, size - (old?.size ?? 0));
    return this.#index(table, id, old?.item, item);
  }

  /** Removes an item that `get` gave. */
  delete(table: Table, old: StoredItem): IndexWrites {
    this.#state.sql("DELETE FROM dynamodb_item WHERE id=?").run(old.id);
    this.#tables.grow(table.id, 0, -1, -old.size);
    return this.#index(table, old.id, old.item, undefined);
  }

  /** Adds the entry of one item to an index, unless it is there. */
  addEntry(table: Table, index: IndexDefinition, id: number, item: Item): void {
    const key = indexKey(table.definition, index, item);
    if (key === undefined) return;
    const size = itemSize(projected(table.definition, index, item));
    const { changes } = this.#state
      .sql("INSERT INTO dynamodb_entry(index_id, k, item_id, size) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING")
      .run(index.id, key, id, size);
    if (Number(changes) > 0) this.#tables.grow(table.id, index.id, 1, size);
  }

  #index(table: Table, id: number, old: Item | undefined, item: Item | undefined): IndexWrites {
    const writes: IndexWrites = new Map();
    for (const index of table.definition.indexes) {
      if (index.status === "DELETING") continue;
      const bytes = this.#reindex(table, index, id, old, item);
      if (bytes > 0) writes.set(index.name, bytes);
    }
    return writes;
  }

  /** Moves an item's entry in one index to its new place. Gives the bytes of what was removed or written. */
  #reindex(table: Table, index: IndexDefinition, id: number, old: Item | undefined, item: Item | undefined): number {
    const { definition } = table;
    const oldKey = old === undefined ? undefined : indexKey(definition, index, old);
    const newKey = item === undefined ? undefined : indexKey(definition, index, item);
    let touched = 0;
    if (oldKey !== undefined) {
      const row = this.#state
        .sql("DELETE FROM dynamodb_entry WHERE index_id=? AND k=? RETURNING size")
        .get(index.id, oldKey);
      // While an index is being filled, an item may have no entry yet.
      if (row !== undefined) {
        touched = Number(row["size"]);
        this.#tables.grow(table.id, index.id, -1, -touched);
      }
    }
    if (item !== undefined && newKey !== undefined) {
      const size = itemSize(projected(definition, index, item));
      this.#state
        .sql("INSERT INTO dynamodb_entry(index_id, k, item_id, size) VALUES(?, ?, ?, ?)")
        .run(index.id, newKey, id, size);
      this.#tables.grow(table.id, index.id, 1, size);
      touched = Math.max(touched, size);
    }
    return touched;
  }
}

/** Epoch second at which an item expires, or null. */
export function expiryOf(table: Pick<Table, "definition">, item: Item): number | null {
  const name = table.definition.timeToLive;
  const value = name === undefined ? undefined : attribute(item, name);
  if (value === undefined || !("N" in value)) return null;
  const seconds = Math.floor(Number(value.N));
  return Number.isSafeInteger(seconds) ? seconds : null;
}
