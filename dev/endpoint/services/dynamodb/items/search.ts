import type { State } from "../../../state/state.ts";
import { validationError } from "../errors.ts";
import type { Condition, LegacyConditions, Path, Projection } from "../expressions/ast.ts";
import { holds, holdsLegacy } from "../expressions/condition.ts";
import { project } from "../expressions/document-path.ts";
import { type IndexDefinition, keyAttributes } from "../tables/definition.ts";
import { checkKey, checkKeyPart } from "../tables/keys.ts";
import type { Table } from "../tables/table-store.ts";
import type { Item } from "../values/attribute-value.ts";
import { type ConsumedCapacity, type ReturnConsumedCapacity, consumed, readUnits } from "./capacity.ts";
import { type Page, type Range, readPage } from "./read-page.ts";

/** What Query and Scan have in common. */
export interface SearchInput {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly Select?: "ALL_ATTRIBUTES" | "ALL_PROJECTED_ATTRIBUTES" | "COUNT" | "SPECIFIC_ATTRIBUTES";
  readonly Limit?: number;
  readonly ConsistentRead?: boolean;
  readonly ExclusiveStartKey?: Item;
  readonly AttributesToGet?: readonly string[];
  readonly ConditionalOperator?: string;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly _filter?: Condition;
  readonly _projection?: Projection;
}

/** What both answer. */
export interface SearchOutput {
  readonly Items?: Item[];
  readonly Count: number;
  readonly ScannedCount: number;
  readonly LastEvaluatedKey?: Item;
  readonly ConsumedCapacity?: ConsumedCapacity;
}

/** The index that a search names. Throws where it is missing, being filled, or cannot be read consistently. */
export function searchedIndex(table: Table, input: SearchInput): IndexDefinition | undefined {
  if (input.IndexName === undefined) return undefined;
  const index = table.definition.indexes.find(({ name }) => name === input.IndexName);
  if (index === undefined || index.status === "DELETING") {
    throw validationError(`The table does not have the specified index: ${input.IndexName}`);
  }
  if (index.status === "CREATING") {
    throw validationError(`Cannot read from backfilling global secondary index: ${index.name}`);
  }
  if (index.kind === "global" && input.ConsistentRead === true) {
    throw validationError("Consistent reads are not supported on global secondary indexes");
  }
  return index;
}

/** Throws where specific attributes are asked for and none is named; AWS words it differently for Query. */
export function checkSpecific(input: SearchInput, prefix: "" | "1 validation error detected: "): void {
  if (input.Select !== "SPECIFIC_ATTRIBUTES" || projectionPaths(input) !== undefined) return;
  throw validationError(
    `${prefix}Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES`,
  );
}

/** Throws where Select contradicts the rest, or a global index is asked for attributes that it does not hold. */
export function checkSelect(table: Table, index: IndexDefinition | undefined, input: SearchInput): void {
  const { Select: select } = input;
  if (input._projection !== undefined && select !== undefined && select !== "SPECIFIC_ATTRIBUTES") {
    throw validationError(
      `Cannot specify the ProjectionExpression when choosing to get ${select === "COUNT" ? "only the Count" : select}`,
    );
  }
  if (select === "ALL_PROJECTED_ATTRIBUTES" && index === undefined) {
    throw validationError("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
  if (index?.kind !== "global" || index.projection.ProjectionType === "ALL") return;
  if (select === "ALL_ATTRIBUTES") {
    throw validationError(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  }
  const missing = notHeld(table, index, projectionPaths(input) ?? []);
  if (missing.length === 0) return;
  throw validationError(
    `One or more parameter values were invalid: Global secondary index ${index.name} does not project [${missing.join(", ")}]`,
  );
}

/** Whether a local index is asked for attributes that only the table holds. */
function readsWhole(table: Table, index: IndexDefinition | undefined, input: SearchInput): boolean {
  if (index?.kind !== "local" || index.projection.ProjectionType === "ALL") return false;
  if (input.Select === "ALL_ATTRIBUTES") return true;
  const filtered = Object.keys(input._filter?.pathHeads ?? {}).map((name) => [name]);
  return notHeld(table, index, [...filtered, ...(projectionPaths(input) ?? [])]).length > 0;
}

/** The first names of paths to what an index does not hold. */
function notHeld(table: Table, index: IndexDefinition, paths: readonly Path[]): string[] {
  const held = new Set([
    ...table.definition.keySchema.map((key) => key.AttributeName),
    ...index.keySchema.map((key) => key.AttributeName),
    ...(index.projection.NonKeyAttributes ?? []),
  ]);
  return [...new Set(paths.map(([head]) => String(head)))].filter((name) => !held.has(name));
}

/** Throws for an ExclusiveStartKey that is no key of the table or index. */
export function checkStartKey(table: Table, index: IndexDefinition | undefined, start: Item, mismatch: string): void {
  const { definition } = table;
  const keys = [...definition.keySchema, ...(index?.keySchema ?? [])];
  const names = new Set(keys.map((key) => key.AttributeName));
  if (Object.keys(start).length !== names.size) throw validationError(mismatch);
  if (index !== undefined) {
    keyAttributes(definition, index.keySchema).forEach((key, position) => {
      if (!Object.hasOwn(start, key.name)) throw validationError("The provided starting key is invalid");
      checkKeyPart(start, key, position === 0);
    });
  }
  const ofTable = Object.fromEntries(
    definition.keySchema.flatMap(({ AttributeName: name }) => {
      const value = Object.hasOwn(start, name) ? start[name] : undefined;
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  try {
    checkKey(definition, ofTable);
  } catch (error) {
    throw validationError(`The provided starting key is invalid: ${error instanceof Error ? error.message : ""}`);
  }
}

/**
 * Reads a page of a table or an index; inside `State.read`.
 * @param legacy the filter that is no expression
 */
export function search(
  state: State,
  table: Table,
  index: IndexDefinition | undefined,
  range: Range,
  input: SearchInput,
  legacy: LegacyConditions | undefined,
): SearchOutput {
  const page = readPage(state, {
    table,
    index,
    range,
    limit: input.Limit,
    whole: readsWhole(table, index, input),
    accepts: filterOf(input, legacy),
  });
  return searchOutput(table, index, input, page);
}

/** What a page leaves out. */
function filterOf(input: SearchInput, legacy: LegacyConditions | undefined): (item: Item) => boolean {
  const filter = input._filter?.expression;
  if (filter !== undefined) return (item) => holds(filter, item);
  return (item) => holdsLegacy(legacy ?? {}, input.ConditionalOperator, item);
}

/** The answer for a page. */
function searchOutput(table: Table, index: IndexDefinition | undefined, input: SearchInput, page: Page): SearchOutput {
  const paths = projectionPaths(input);
  const consistent = input.ConsistentRead === true;
  const units = {
    table: index === undefined || page.tableBytes > 0 ? readUnits(page.tableBytes, consistent) : 0,
    indexes: new Map(index === undefined ? [] : [[index.name, readUnits(page.indexBytes, consistent)]]),
  };
  return {
    ...(input.Select === "COUNT"
      ? {}
      : { Items: paths === undefined ? page.items : page.items.map((item) => project(paths, item)) }),
    Count: page.items.length,
    ScannedCount: page.scanned,
    ...(page.lastKey === undefined ? {} : { LastEvaluatedKey: page.lastKey }),
    ...consumed(input.ReturnConsumedCapacity, input.TableName, table, units),
  };
}

/** What a read leaves of an item, or undefined for all of it. */
export function projectionPaths(input: {
  readonly _projection?: Projection;
  readonly AttributesToGet?: readonly string[];
}): readonly Path[] | undefined {
  return input._projection?.paths ?? input.AttributesToGet?.map((name) => [name]);
}
