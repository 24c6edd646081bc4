import type { State } from "../../../state/state.ts";
import type { IndexDefinition } from "../tables/definition.ts";
import { indexKey, projected, tableKey } from "../tables/keys.ts";
import type { Table, TableStore } from "../tables/table-store.ts";
import { type Item, attribute } from "../values/attribute-value.ts";
import { equals } from "../values/compare.ts";
import { itemSize } from "../values/item-size.ts";
import { type IndexWrites, writeUnits } from "./capacity.ts";

/** An item with what is known of its row. */
export interface StoredItem {
  readonly id: number;
  readonly key: Uint8Array;
  readonly item: Item;
  /** Bytes as DynamoDB counts them. */
  readonly size: number;
}

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
    const entry = entryOf(table, index, item);
    if (entry === undefined) return;
    const known = this.#state.sql("SELECT 1 FROM dynamodb_entry WHERE index_id=? AND k=?").get(index.id, entry.key);
    if (known === undefined) this.#insertEntry(table, index, id, entry);
  }

  #index(table: Table, id: number, old: Item | undefined, item: Item | undefined): IndexWrites {
    const writes: IndexWrites = new Map();
    for (const index of table.definition.indexes) {
      if (index.status === "DELETING") continue;
      const units = this.#reindex(table, index, id, entryOf(table, index, old), entryOf(table, index, item));
      if (units > 0) writes.set(index.name, units);
    }
    return writes;
  }

  /**
   * Moves an item's entry in one index to its new place. Gives the units: one write where what the index holds
   * changes, two where the key does, none where neither (measured on AWS, 2026-08).
   */
  #reindex(table: Table, index: IndexDefinition, id: number, old: Entry | undefined, entry: Entry | undefined): number {
    const stays = old !== undefined && entry !== undefined && old.key.equals(entry.key);
    if (stays && equals({ M: old.seen }, { M: entry.seen }) && this.#isFilled(index)) return 0;
    const removed = old === undefined ? 0 : this.#removeEntry(table, index, old);
    if (entry !== undefined) this.#insertEntry(table, index, id, entry);
    const added = entry === undefined ? 0 : writeUnits(entry.size);
    return stays ? Math.max(removed, added) : removed + added;
  }

  /** While an index is being filled, an item may have no entry yet. */
  #isFilled(index: IndexDefinition): boolean {
    return index.status === "ACTIVE";
  }

  #removeEntry(table: Table, index: IndexDefinition, entry: Entry): number {
    const row = this.#state
      .sql("DELETE FROM dynamodb_entry WHERE index_id=? AND k=? RETURNING size")
      .get(index.id, entry.key);
    if (row !== undefined) this.#tables.grow(table.id, index.id, -1, -Number(row["size"]));
    return writeUnits(entry.size);
  }

  #insertEntry(table: Table, index: IndexDefinition, id: number, entry: Entry): void {
    this.#state
      .sql("INSERT INTO dynamodb_entry(index_id, k, item_id, size) VALUES(?, ?, ?, ?)")
      .run(index.id, entry.key, id, entry.size);
    this.#tables.grow(table.id, index.id, 1, entry.size);
  }
}

/** What an index holds of an item, and where. */
interface Entry {
  readonly key: Buffer;
  readonly seen: Item;
  readonly size: number;
}

function entryOf(table: Table, index: IndexDefinition, item: Item | undefined): Entry | undefined {
  const key = item === undefined ? undefined : indexKey(table.definition, index, item);
  if (item === undefined || key === undefined) return undefined;
  const seen = projected(table.definition, index, item);
  return { key, seen, size: itemSize(seen) };
}

/** Epoch second at which an item expires, or null. */
export function expiryOf(table: Pick<Table, "definition">, item: Item): number | null {
  const name = table.definition.timeToLive;
  const value = name === undefined ? undefined : attribute(item, name);
  if (value === undefined || !("N" in value)) return null;
  const seconds = Math.floor(Number(value.N));
  return Number.isSafeInteger(seconds) ? seconds : null;
}
