import type { Call } from "../../../service.ts";
import type { State } from "../../../state/state.ts";
import { resourceNotFound, tableNotFound, validationError } from "../errors.ts";
import type { TableDefinition } from "./definition.ts";

/** A table as it is stored. */
export interface Table {
  readonly id: number;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly status: TableStatus;
  readonly definition: TableDefinition;
}

export type TableStatus = "ACTIVE" | "DELETING";

/** Items and bytes of a table or an index. */
export interface Size {
  readonly items: number;
  readonly bytes: number;
}

/** Where a table is looked for. */
export type Place = Pick<Call, "region"> & { readonly caller: Pick<Call["caller"], "account"> };

/** The tables of all accounts and regions. Every method is synchronous: inside `State.read` or `State.write`. */
export class TableStore {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** A table by name or ARN, or undefined. */
  find(nameOrArn: string, place: Place): Table | undefined {
    const { account, region, name } = locate(nameOrArn, place);
    const row = this.#state
      .sql("SELECT id, status, definition FROM dynamodb_table WHERE account=? AND region=? AND name=?")
      .get(account, region, name);
    if (row === undefined) return undefined;
    return {
      id: Number(row["id"]),
      account,
      region,
      name,
      status: row["status"] as TableStatus,
      definition: JSON.parse(row["definition"] as string) as TableDefinition,
    };
  }

  /** A table whose items are to be read or written. Throws ResourceNotFoundException. */
  active(nameOrArn: string, place: Place): Table {
    const table = this.find(nameOrArn, place);
    if (table === undefined || table.status !== "ACTIVE") throw resourceNotFound();
    return table;
  }

  /** A table that is to be described or changed, in any status. Throws ResourceNotFoundException. */
  existing(nameOrArn: string, place: Place): Table {
    const table = this.find(nameOrArn, place);
    if (table === undefined) throw tableNotFound(locate(nameOrArn, place).name);
    return table;
  }

  /** A table by its number, or undefined once it is gone. */
  byId(id: number): Table | undefined {
    const row = this.#state.sql("SELECT account, region, name FROM dynamodb_table WHERE id=?").get(id);
    if (row === undefined) return undefined;
    return this.find(row["name"] as string, {
      region: row["region"] as string,
      caller: { account: row["account"] as string },
    });
  }

  /** Adds an empty table; its indexes get their numbers. */
  insert(name: string, place: Place, definition: TableDefinition): Table {
    const { lastInsertRowid } = this.#state
      .sql("INSERT INTO dynamodb_table(account, region, name, status, definition) VALUES(?, ?, ?, 'ACTIVE', '{}')")
      .run(place.caller.account, place.region, name);
    const table: Table = {
      id: Number(lastInsertRowid),
      account: place.caller.account,
      region: place.region,
      name,
      status: "ACTIVE",
      definition,
    };
    this.#insertSize(table.id, 0);
    for (const index of definition.indexes) index.id = this.addIndex(table);
    this.save(table);
    return table;
  }

  /** A number for a new index of a table: the next of all, so that entries of an old index are never taken for its. */
  addIndex(table: Table): number {
    const row = this.#state
      .sql(
        "SELECT 1 + MAX(COALESCE((SELECT MAX(index_id) FROM dynamodb_size), 0), COALESCE((SELECT MAX(index_id) FROM dynamodb_entry), 0)) AS id",
      )
      .get();
    const id = Number(row?.["id"]);
    this.#insertSize(table.id, id);
    return id;
  }

  /** Stores a table's definition and status. */
  save(table: Table): void {
    this.#state
      .sql("UPDATE dynamodb_table SET status=?, definition=? WHERE id=?")
      .run(table.status, JSON.stringify(table.definition), table.id);
  }

  /** Removes the row of a table whose items are gone. */
  remove(id: number): void {
    this.#state.sql("DELETE FROM dynamodb_size WHERE table_id=?").run(id);
    this.#state.sql("DELETE FROM dynamodb_table WHERE id=?").run(id);
  }

  /** Names in order, after `start`. */
  names(place: Place, start: string, limit: number): string[] {
    return this.#state
      .sql("SELECT name FROM dynamodb_table WHERE account=? AND region=? AND name>? ORDER BY name LIMIT ?")
      .all(place.caller.account, place.region, start, limit)
      .map((row) => row["name"] as string);
  }

  /** How many items a table (index 0) or index holds, and their bytes. */
  size(tableId: number, indexId: number): Size {
    const row = this.#state
      .sql("SELECT items, bytes FROM dynamodb_size WHERE table_id=? AND index_id=?")
      .get(tableId, indexId);
    return { items: Number(row?.["items"] ?? 0), bytes: Number(row?.["bytes"] ?? 0) };
  }

  /** Adds to what `size` tells. */
  grow(tableId: number, indexId: number, items: number, bytes: number): void {
    if (items === 0 && bytes === 0) return;
    this.#state
      .sql("UPDATE dynamodb_size SET items=items+?, bytes=bytes+? WHERE table_id=? AND index_id=?")
      .run(items, bytes, tableId, indexId);
  }

  #insertSize(tableId: number, indexId: number): void {
    this.#state
      .sql("INSERT INTO dynamodb_size(table_id, index_id, items, bytes) VALUES(?, ?, 0, 0)")
      .run(tableId, indexId);
  }
}

/** `arn:aws:dynamodb:<region>:<account>:table/<name>`, for a table that need not exist. */
export function tableArn(nameOrArn: string, place: Place): string {
  const { account, region, name } = locate(nameOrArn, place);
  return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
}

/** Account, region and name that a name or an ARN means. Tables of other regions are not reached from here. */
function locate(nameOrArn: string, place: Place): { account: string; region: string; name: string } {
  if (!nameOrArn.startsWith("arn:")) return { account: place.caller.account, region: place.region, name: nameOrArn };
  const [, , , region = "", account = "", resource = ""] = nameOrArn.split(":");
  if (region !== place.region) {
    throw validationError(`Invalid table ARN: its region ${region} is not the one that was called, ${place.region}`);
  }
  return { account, region, name: resource.slice(resource.indexOf("/") + 1) };
}
