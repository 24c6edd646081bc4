import type { IndexDefinition } from "../tables/definition.ts";
import type { Table } from "../tables/table-store.ts";

/** How much a call wants to know of what it consumed. */
export type ReturnConsumedCapacity = "INDEXES" | "TOTAL" | "NONE";

export interface Capacity {
  readonly CapacityUnits: number;
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
}

/** ConsumedCapacity of an answer. */
export interface ConsumedCapacity extends Capacity {
  readonly TableName: string;
  readonly Table?: Capacity;
  readonly LocalSecondaryIndexes?: Readonly<Record<string, Capacity>>;
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, Capacity>>;
}

/** Units that a write consumed in each index that it changed. */
export type IndexWrites = Map<string, number>;

/** Units of a table and of its indexes by name. */
export interface Units {
  table: number;
  readonly indexes: Map<string, number>;
}

/** Units for reading `bytes`: one for every 4 KB, half of that where it need not be consistent. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);
}

/** Units for writing `bytes`: one for every KB. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

/** Adds what one write consumed; a transaction consumes twice that. */
export function addWrite(units: Units, bytes: number, indexes: IndexWrites, factor: 1 | 2 = 1): void {
  units.table += factor * writeUnits(bytes);
  for (const [name, count] of indexes) {
    units.indexes.set(name, (units.indexes.get(name) ?? 0) + factor * count);
  }
}

/** The member of the answer, as far as the call asked for it; to be spread into it. */
export function consumed(
  wanted: ReturnConsumedCapacity | undefined,
  tableName: string,
  table: Table,
  units: Units,
): { ConsumedCapacity?: ConsumedCapacity } {
  const capacity = consumedCapacity(wanted, tableName, table, units);
  return capacity === undefined ? {} : { ConsumedCapacity: capacity };
}

/** The same, to be put into a list; `kind` adds the units under their own name, as transactions do. */
export function consumedCapacity(
  wanted: ReturnConsumedCapacity | undefined,
  tableName: string,
  table: Table,
  units: Units,
  kind?: "ReadCapacityUnits" | "WriteCapacityUnits",
): ConsumedCapacity | undefined {
  if (wanted === undefined || wanted === "NONE") return undefined;
  const capacity = (count: number): Capacity => ({
    CapacityUnits: count,
    ...(kind === undefined ? {} : { [kind]: count }),
  });
  const total = [...units.indexes.values()].reduce((sum, count) => sum + count, units.table);
  if (wanted === "TOTAL") return { TableName: tableName, ...capacity(total) };
  const ofKind = (indexKind: IndexDefinition["kind"]): [string, Capacity][] =>
    table.definition.indexes.flatMap(({ name, kind: itsKind }) => {
      const count = units.indexes.get(name);
      return itsKind === indexKind && count !== undefined ? [[name, capacity(count)]] : [];
    });
  const [local, global] = [ofKind("local"), ofKind("global")];
  return {
    TableName: tableName,
    ...capacity(total),
    Table: capacity(units.table),
    ...(local.length === 0 ? {} : { LocalSecondaryIndexes: Object.fromEntries(local) }),
    ...(global.length === 0 ? {} : { GlobalSecondaryIndexes: Object.fromEntries(global) }),
  };
}
