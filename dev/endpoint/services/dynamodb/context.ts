import { type Permission, functionOf } from "../../identity/caller.ts";
import type { ItemKey } from "../../../trace/events.ts";
import type { Call, Host } from "../../service.ts";
import { ServiceError } from "../../errors.ts";
import { ItemStore } from "./items/item-store.ts";
import { Jobs } from "./tables/jobs.ts";
import { TableStore, tableArn } from "./tables/table-store.ts";
import type { Item } from "./values/attribute-value.ts";

/** What the operations work with. */
export interface Dynamodb {
  readonly host: Host;
  readonly tables: TableStore;
  readonly items: ItemStore;
  readonly jobs: Jobs;
}

/** Opens the stores of the service on the endpoint's state. */
export function createContext(host: Host): Dynamodb {
  const tables = new TableStore(host.state);
  const items = new ItemStore(host.state, tables);
  return { host, tables, items, jobs: new Jobs(host.state, tables, items, host.bus) };
}

/** An item of a write. */
export interface WrittenItem {
  /** Name or ARN of the table. */
  readonly table: string;
  /** The item that is put, or the key of the one that is updated; absent for one that is deleted, or looked at. */
  readonly item?: Item | undefined;
}

/** Runs a write of items, and tells the bus of it for each table, whether it succeeds or fails. */
export async function recordWrite<Result>(
  { host, tables }: Dynamodb,
  operation: string,
  items: readonly WrittenItem[],
  call: Call,
  work: () => Result,
): Promise<Result> {
  const start = performance.now();
  const record = (error: string | undefined, keys: ReadonlyMap<string, ItemKey[]> = new Map()): void => {
    const ms = performance.now() - start;
    const functionName = functionOf(call.caller);
    for (const table of new Set(items.map((written) => nameOf(written.table)))) {
      const told = { traceId: call.traceId, operation, functionName, table, keys: keys.get(table) ?? [], ms, error };
      host.bus.dispatch({ type: "stored", ...told });
    }
  };
  try {
    const { result, keys } = await host.state.write(() => ({ result: work(), keys: keysOf(tables, items, call) }));
    record(undefined, keys);
    return result;
  } catch (error) {
    record(error instanceof ServiceError ? error.code : "InternalFailure");
    throw error;
  }
}

/** Keys of the items that were put or updated, by the name of their table. */
function keysOf(tables: TableStore, items: readonly WrittenItem[], call: Call): Map<string, ItemKey[]> {
  const keys = new Map<string, ItemKey[]>();
  // Nobody asks for those of a write that belongs to no trace.
  if (call.traceId === undefined) return keys;
  for (const { table: name, item } of items) {
    if (item === undefined) continue;
    const { definition } = tables.active(name, call);
    const key = definition.keySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]] as const);
    // A key attribute is a string, a number or bytes.
    keys.set(nameOf(name), [...(keys.get(nameOf(name)) ?? []), Object.fromEntries(key) as ItemKey]);
  }
  return keys;
}

/** The permission for `dynamodb:<action>` on a table, or on one of its indexes. */
export function permission(action: string, table: string, call: Call, index?: string): Permission {
  const arn = tableArn(table, call);
  return { action: `dynamodb:${action}`, resource: index === undefined ? arn : `${arn}/index/${index}` };
}

function nameOf(nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? nameOrArn.slice(nameOrArn.indexOf("/") + 1) : nameOrArn;
}
