import type { State } from "../../../state/state.ts";
import { type Units, addWrite } from "../items/capacity.ts";
import type { WriteResult } from "../items/write.ts";
import { keyAttributes } from "../tables/definition.ts";
import type { Table } from "../tables/table-store.ts";
import { type Item, attribute, keyText } from "../values/attribute-value.ts";
import { after, encodePartition } from "../values/key-encoding.ts";

/** Size of the items that share a partition key, for tables with local indexes. */
export interface ItemCollectionMetrics {
  readonly ItemCollectionKey: Item;
  /** Lower and upper estimate in GB. */
  readonly SizeEstimateRangeGB: readonly [number, number];
}

/** What one write consumed. */
export function unitsOf(result: WriteResult): Units {
  const units: Units = { table: 0, indexes: new Map() };
  addWrite(units, result.bytes, result.indexes);
  return units;
}

/** The member of the answer, as far as the call asked for it; to be spread into it. */
export function collectionMetrics(
  state: State,
  input: { readonly ReturnItemCollectionMetrics?: "SIZE" | "NONE" },
  table: Table,
  item: Item,
): { ItemCollectionMetrics?: ItemCollectionMetrics } {
  if (input.ReturnItemCollectionMetrics !== "SIZE") return {};
  const metrics = metricsOf(state, table, item);
  return metrics === undefined ? {} : { ItemCollectionMetrics: metrics };
}

/** Metrics of the collection of an item; undefined for a table without local indexes. */
export function metricsOf(state: State, table: Table, item: Item): ItemCollectionMetrics | undefined {
  if (!table.definition.indexes.some(({ kind }) => kind === "local")) return undefined;
  const [key] = keyAttributes(table.definition, table.definition.keySchema);
  const value = key && attribute(item, key.name);
  const text = key && keyText(value, key.type);
  if (key === undefined || value === undefined || text === undefined) return undefined;
  const prefix = encodePartition(key.type, text);
  const row = state
    .sql("SELECT COALESCE(SUM(size), 0) AS bytes FROM dynamodb_item WHERE table_id=? AND k>=? AND k<?")
    .get(table.id, prefix, after(prefix) ?? prefix);
  const gigabytes = Math.floor(Number(row?.["bytes"]) / 2 ** 30);
  return { ItemCollectionKey: { [key.name]: value }, SizeEstimateRangeGB: [gigabytes, gigabytes + 1] };
}
