import { validationError } from "../errors.ts";
import { tableKey } from "../tables/keys.ts";
import type { Table } from "../tables/table-store.ts";
import type { Item } from "../values/attribute-value.ts";

/** An item, or its key, and where it lies. */
export interface Located {
  readonly table: Table;
  readonly item: Item;
}

/** Throws a ValidationException of this text where two of them are one item; their keys are good. */
export function checkDistinct(located: readonly Located[], text: string): void {
  const keys = located.map(({ table, item }) => `${table.id}/${tableKey(table.definition, item).toString("hex")}`);
  if (new Set(keys).size < keys.length) throw validationError(text);
}

/** What the two batches say of it. */
export const TWICE_IN_BATCH = "Provided list of item keys contains duplicates";

/** What the two transactions say of it. */
export const TWICE_IN_TRANSACTION = "Transaction request cannot include multiple operations on one item";
