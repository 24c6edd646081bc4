import type { Operation } from "../../../service.ts";
import { type Dynamodb, permission } from "../context.ts";
import { validationError } from "../errors.ts";
import type { LegacyConditions } from "../expressions/ast.ts";
import { checkInput, dynaliteShape } from "../check-input.ts";
import { checkStartInside, keyClauses, queryRange, startAfter } from "../items/query-range.ts";
import {
  type SearchInput,
  type SearchOutput,
  checkSelect,
  checkSpecific,
  checkStartKey,
  search,
  searchedIndex,
} from "../items/search.ts";
import type { KeySchemaElement } from "../tables/definition.ts";
import { checkNestedPaths } from "../tables/keys.ts";

interface Input extends SearchInput {
  readonly ScanIndexForward?: boolean;
  /** The checks turn a KeyConditionExpression into these too. */
  readonly KeyConditions: LegacyConditions;
  readonly QueryFilter?: LegacyConditions;
}

/** Reads the items of one partition of a table or an index, in the order of their sort keys. */
export function query({ host, tables }: Dynamodb): Operation<Input, SearchOutput> {
  return {
    parse(input) {
      const parsed = checkInput(dynaliteShape("query"), input) as Input;
      checkSpecific(parsed, "1 validation error detected: ");
      return parsed;
    },
    permissions: (input, call) => [permission("Query", input.TableName, call, input.IndexName)],
    run: (input, call) =>
      host.state.read(() => {
        const table = tables.active(input.TableName, call);
        const index = searchedIndex(table, input);
        const clauses = keyClauses(table, index, input.KeyConditions);
        let range = queryRange(clauses, input.ScanIndexForward === false);
        if (input.ExclusiveStartKey !== undefined) {
          checkStartKey(table, index, input.ExclusiveStartKey, "The provided starting key is invalid");
          checkStartInside(clauses, input.ExclusiveStartKey);
          range = startAfter(range, table, index, input.ExclusiveStartKey);
        }
        checkNestedPaths(table.definition, input._projection?.nestedPaths);
        checkFilter(input, index?.keySchema ?? table.definition.keySchema);
        checkSelect(table, index, input);
        checkNestedPaths(table.definition, input._filter?.nestedPaths);
        return search(host.state, table, index, range, input, input.QueryFilter);
      }),
  };
}

/** A query's filter must leave the keys to its key condition. */
function checkFilter(input: Input, keySchema: readonly KeySchemaElement[]): void {
  const heads = input.QueryFilter ?? input._filter?.pathHeads ?? {};
  const name = input.QueryFilter === undefined ? "Filter Expression" : "QueryFilter";
  const key = keySchema.find(({ AttributeName }) => Object.hasOwn(heads, AttributeName));
  if (key === undefined) return;
  throw validationError(
    `${name} can only contain non-primary key attributes: Primary key attribute: ${key.AttributeName}`,
  );
}
