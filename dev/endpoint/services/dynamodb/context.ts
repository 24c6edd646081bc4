import type { Permission } from "../../identity/caller.ts";
import type { Call, Host } from "../../service.ts";
import { ServiceError } from "../../errors.ts";
import { ItemStore } from "./items/item-store.ts";
import { Jobs } from "./tables/jobs.ts";
import { TableStore, tableArn } from "./tables/table-store.ts";

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

/** Runs a write of items, and tells the bus of it for each table, whether it succeeds or fails. */
export async function recordWrite<Result>(
  { host }: Dynamodb,
  operation: string,
  tables: readonly string[],
  call: Call,
  work: () => Result,
): Promise<Result> {
  const start = performance.now();
  const record = (error: string | undefined): void => {
    for (const table of new Set(tables.map(nameOf))) {
      const ms = performance.now() - start;
      host.bus.dispatch({ type: "stored", traceId: call.traceId, operation, table, ms, error });
    }
  };
  try {
    const result = await host.state.write(work);
    record(undefined);
    return result;
  } catch (error) {
    record(error instanceof ServiceError ? error.code : "InternalFailure");
    throw error;
  }
}

/** The permission for `dynamodb:<action>` on a table, or on one of its indexes. */
export function permission(action: string, table: string, call: Call, index?: string): Permission {
  const arn = tableArn(table, call);
  return { action: `dynamodb:${action}`, resource: index === undefined ? arn : `${arn}/index/${index}` };
}

function nameOf(nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? nameOrArn.slice(nameOrArn.indexOf("/") + 1) : nameOrArn;
}
