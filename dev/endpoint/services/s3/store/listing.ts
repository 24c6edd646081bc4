import type { State } from "../../../state/state.ts";
import { type ObjectVersion, VERSION_COLUMNS, toKey, toVersion } from "./objects.ts";

/** What is listed, of which keys. */
export interface ListingQuery {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  /** Most entries (versions and common prefixes together). */
  readonly limit: number;
  /** Every version, or the current objects alone. */
  readonly versions: boolean;
  /** The key after which to begin, or a common prefix whose keys are all left out; "" for the beginning. */
  readonly after: string;
  /** With `versions`: begin among the versions of `after`, behind this sequence. */
  readonly afterSequence?: number | undefined;
}

/** A page of a listing. */
export interface Listing {
  readonly versions: ObjectVersion[];
  readonly commonPrefixes: string[];
  /** The last entry, from which the next page goes on; undefined where there is no more. */
  readonly next: { key: string; version: ObjectVersion | undefined } | undefined;
}

/** Behind every sequence of a key. */
const NO_SEQUENCE = -1;

/** Lists in the order of the keys' bytes, newest version first. Jumps over the keys of a common prefix. Synchronous. */
export function listObjects(state: State, query: ListingQuery): Listing {
  // One more than the page holds tells whether there is a next one.
  const batch = query.limit + 1;
  const page: Listing & { next: Listing["next"] } = { versions: [], commonPrefixes: [], next: undefined };
  let from = firstPosition(query);
  let last: Listing["next"];
  for (;;) {
    const rows = readBatch(state, query, from, batch);
    for (const version of rows) {
      if (!version.key.startsWith(query.prefix)) return page;
      const common = commonPrefixOf(version.key, query);
      if (common !== undefined && common === last?.key && last.version === undefined) continue;
      if (page.versions.length + page.commonPrefixes.length === query.limit) {
        if (query.limit > 0) page.next = last;
        return page;
      }
      if (common === undefined) page.versions.push(version);
      else page.commonPrefixes.push(common);
      last = common === undefined ? { key: version.key, version } : { key: common, version: undefined };
    }
    const end = rows.at(-1);
    if (rows.length < batch || end === undefined) return page;
    from =
      last !== undefined && last.version === undefined && end.key.startsWith(last.key)
        ? { key: behindPrefix(last.key), sequence: NO_SEQUENCE, inclusive: true }
        : { key: toKey(end.key), sequence: query.versions ? end.sequence : NO_SEQUENCE, inclusive: false };
  }
}

interface Position {
  readonly key: Uint8Array;
  /** Versions of `key` with a smaller sequence come first; NO_SEQUENCE: none. */
  readonly sequence: number;
  readonly inclusive: boolean;
}

function firstPosition(query: ListingQuery): Position {
  const { after, afterSequence, prefix } = query;
  const prefixKey = toKey(prefix);
  // A marker that is a common prefix, or one of its keys, goes on behind all of them (LocalStack's records, 2025-01-21).
  const common = after.startsWith(prefix) ? commonPrefixOf(after, query) : undefined;
  if (common !== undefined) return { key: behindPrefix(common), sequence: NO_SEQUENCE, inclusive: true };
  const key = toKey(after);
  if (Buffer.compare(key, prefixKey) < 0) return { key: prefixKey, sequence: NO_SEQUENCE, inclusive: true };
  return { key, sequence: afterSequence ?? NO_SEQUENCE, inclusive: after === "" };
}

function readBatch(state: State, query: ListingQuery, from: Position, limit: number): ObjectVersion[] {
  const rows: unknown[] = [];
  if (query.versions) {
    if (from.sequence !== NO_SEQUENCE) {
      rows.push(
        ...state
          .sql(
            `SELECT ${VERSION_COLUMNS} FROM s3_object WHERE bucket = ? AND key = ? AND sequence < ?
             ORDER BY sequence DESC LIMIT ?`,
          )
          .all(query.bucket, from.key, from.sequence, limit),
      );
    }
    if (rows.length < limit) rows.push(...readVersions(state, query.bucket, from, limit - rows.length));
  } else {
    const comparison = from.inclusive ? ">=" : ">";
    rows.push(
      ...state
        .sql(
          `SELECT ${VERSION_COLUMNS} FROM s3_object WHERE bucket = ? AND key ${comparison} ? AND latest = 1
           AND marker = 0 ORDER BY key LIMIT ?`,
        )
        .all(query.bucket, from.key, limit),
    );
  }
  return rows.flatMap((row) => toVersion(row) ?? []);
}

function readVersions(state: State, bucket: string, from: Position, limit: number): unknown[] {
  const comparison = from.inclusive ? ">=" : ">";
  return state
    .sql(
      `SELECT ${VERSION_COLUMNS} FROM s3_object WHERE bucket = ? AND key ${comparison} ?
       ORDER BY key, sequence DESC LIMIT ?`,
    )
    .all(bucket, from.key, limit);
}

function commonPrefixOf(key: string, query: Pick<ListingQuery, "prefix" | "delimiter">): string | undefined {
  if (query.delimiter === "") return undefined;
  const at = key.indexOf(query.delimiter, query.prefix.length);
  return at < 0 ? undefined : key.slice(0, at + query.delimiter.length);
}

/** The first key behind all that begin with a prefix: no byte of UTF-8 is 0xFF. */
function behindPrefix(prefix: string): Uint8Array {
  return Buffer.concat([toKey(prefix), Buffer.from([0xff])]);
}
