import type { Table } from "../tables/table-store.ts";
import { type ConsumedCapacity, type ReturnConsumedCapacity, type Units, consumedCapacity } from "./capacity.ts";

/** What a call on several tables consumes of each, in the order in which it comes to them. */
export class ConsumedByTable {
  readonly #tables = new Map<string, { readonly table: Table; readonly units: Units }>();

  /** The units of a table under the name that the call has for it, to be added to. */
  of(name: string, table: Table): Units {
    const known = this.#tables.get(name);
    if (known !== undefined) return known.units;
    const units: Units = { table: 0, indexes: new Map() };
    this.#tables.set(name, { table, units });
    return units;
  }

  /** The member of the answer, as far as the call asked for it; to be spread into it. @param kind see `consumedCapacity` */
  answer(
    wanted: ReturnConsumedCapacity | undefined,
    kind?: "ReadCapacityUnits" | "WriteCapacityUnits",
  ): { ConsumedCapacity?: ConsumedCapacity[] } {
    if (wanted === undefined || wanted === "NONE") return {};
    const each = [...this.#tables].map(([name, { table, units }]) =>
      consumedCapacity(wanted, name, table, units, kind),
    );
    return { ConsumedCapacity: each.filter((capacity) => capacity !== undefined) };
  }
}
