import type { State } from "../../../state/state.ts";
import type { IndexDefinition } from "../tables/definition.ts";
import { keyOf, projected } from "../tables/keys.ts";
import type { Table } from "../tables/table-store.ts";
import type { Item } from "../values/attribute-value.ts";

/** Bytes of items after which a page ends, filtered ones included. */
const PAGE_BYTES = 1024 * 1024;

/** Greater than every stored key: those have at most 3 + 2048 + 2 bytes before something below `ff`. */
const END = Buffer.alloc(2100, 0xff);

/** What a page is read from. */
export interface Range {
  /** First key. */
  readonly from: Buffer;
  /** The key after the last one; undefined is no limit. */
  readonly to: Buffer | undefined;
  readonly backward: boolean;
}

/** What is read, and what is left of it. */
export interface PageRequest {
  readonly table: Table;
  readonly index: IndexDefinition | undefined;
  readonly range: Range;
  /** Most items that are looked at. */
  readonly limit: number | undefined;
  /** Reads items of a local index whole from the table, as AWS does for attributes that the index does not hold. */
  readonly whole: boolean;
  readonly accepts: (item: Item) => boolean;
}

/** One page of a query or a scan. */
export interface Page {
  readonly items: Item[];
  /** Items that were looked at. */
  readonly scanned: number;
  /** Bytes of the items that were read from the table. */
  readonly tableBytes: number;
  /** Bytes of the entries that were read from the index. */
  readonly indexBytes: number;
  /** Where the next page goes on; undefined at the end. */
  readonly lastKey: Item | undefined;
}

/** Reads a page. Synchronous: inside `State.read`. */
export function readPage(state: State, request: PageRequest): Page {
  const { table, index, limit, whole } = request;
  const items: Item[] = [];
  let [scanned, tableBytes, indexBytes] = [0, 0, 0];
  let last: Item | undefined;
  for (const row of rows(state, request)) {
    const item = JSON.parse(row["body"] as string) as Item;
    if (index === undefined || whole) tableBytes += Number(row["size"]);
    if (index !== undefined) indexBytes += Number(row["entry_size"]);
    scanned++;
    const seen = index === undefined || whole ? item : projected(table.definition, index, item);
    if (request.accepts(seen)) items.push(seen);
    if (scanned === limit || Math.max(tableBytes, indexBytes) >= PAGE_BYTES) {
      last = item;
      break;
    }
  }
  const lastKey = last === undefined ? undefined : keyOf(table.definition, index, last);
  return { items, scanned, tableBytes, indexBytes, lastKey };
}

/** The loop that reads them ends synchronously, so that no statement stays open. */
function rows(state: State, { table, index, range }: PageRequest): Iterable<Record<string, unknown>> {
  const order = range.backward ? "DESC" : "ASC";
  const bounds = [range.from, range.to ?? END] as const;
  if (index === undefined) {
    return state
      .sql(`SELECT body, size FROM dynamodb_item WHERE table_id=? AND k>=? AND k<? ORDER BY k ${order}`)
      .iterate(table.id, ...bounds);
  }
  return state
    .sql(
      `SELECT i.body, i.size, e.size AS entry_size FROM dynamodb_entry e JOIN dynamodb_item i ON i.id=e.item_id
       WHERE e.index_id=? AND e.k>=? AND e.k<? ORDER BY e.k ${order}`,
    )
    .iterate(index.id, ...bounds);
}
