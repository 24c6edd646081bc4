import type { Operation } from "../../../service.ts";
import { type Dynamodb, permission } from "../context.ts";
import { validationError } from "../errors.ts";
import type { LegacyConditions } from "../expressions/ast.ts";
import { type InputShape, checkInput, dynaliteShape } from "../check-input.ts";
import { startAfter } from "../items/query-range.ts";
import type { Range } from "../items/read-page.ts";
import {
  type SearchInput,
  type SearchOutput,
  checkSelect,
  checkSpecific,
  checkStartKey,
  search,
  searchedIndex,
} from "../items/search.ts";
import { checkNestedPaths } from "../tables/keys.ts";
import { segmentStart } from "../values/key-encoding.ts";

interface Input extends SearchInput {
  readonly Segment?: number;
  readonly TotalSegments?: number;
  readonly ScanFilter?: LegacyConditions;
}

/** Reads all items of a table or an index, or those of one segment. */
export function scan({ host, tables }: Dynamodb): Operation<Input, SearchOutput> {
  return {
    parse(input) {
      const parsed = checkInput(shape(), input) as Input;
      checkSpecific(parsed, "");
      // dynalite takes a segment of 0 for none.
      if (parsed.Segment !== undefined && parsed.TotalSegments === undefined) {
        throw validationError(
          "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
        );
      }
      return parsed;
    },
    permissions: (input, call) => [permission("Scan", input.TableName, call, input.IndexName)],
    run: (input, call) =>
      host.state.read(() => {
        const table = tables.active(input.TableName, call);
        const index = searchedIndex(table, input);
        const start = input.ExclusiveStartKey;
        if (start !== undefined) checkStartKey(table, index, start, mismatch(input));
        checkSelect(table, index, input);
        const segment = segmentRange(input);
        const range = start === undefined ? segment : startAfter(segment, table, index, start);
        if (start !== undefined) checkSegment(input, segment, range);
        checkNestedPaths(table.definition, input._projection?.nestedPaths);
        checkNestedPaths(table.definition, input._filter?.nestedPaths);
        return search(host.state, table, index, range, input, input.ScanFilter);
      }),
  };
}

/** dynalite's shape of Scan lacks ConsistentRead. */
function shape(): InputShape {
  const base = dynaliteShape("scan");
  return {
    ...base,
    types: {
      ...base.types,
      ConsistentRead: "Boolean",
      TotalSegments: { type: "Integer", greaterThanOrEqual: 1, lessThanOrEqual: 1_000_000 },
      Segment: { type: "Integer", greaterThanOrEqual: 0, lessThanOrEqual: 999_999 },
    },
  };
}

function mismatch(input: Input): string {
  const message = "The provided starting key is invalid";
  return input.IndexName === undefined ? `${message}: The provided key element does not match the schema` : message;
}

function segmentRange({ Segment: segment = 0, TotalSegments: total = 1 }: Input): Range {
  return {
    from: segmentStart(segment, total) ?? Buffer.alloc(0),
    to: segmentStart(segment + 1, total),
    backward: false,
  };
}

function checkSegment(input: Input, segment: Range, range: Range): void {
  const above = Buffer.compare(range.from, segment.from) >= 0;
  if (above && (segment.to === undefined || Buffer.compare(range.from, segment.to) < 0)) return;
  throw validationError(
    `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${input.TotalSegments} Segment: ${input.Segment}`,
  );
}
