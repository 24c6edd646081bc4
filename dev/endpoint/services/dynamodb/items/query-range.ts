import { emptyKeyValue, validationError } from "../errors.ts";
import type { LegacyCondition, LegacyConditions } from "../expressions/ast.ts";
import { test } from "../expressions/condition.ts";
import { type IndexDefinition, type KeyAttribute, keyAttributes } from "../tables/definition.ts";
import { indexKey, tableKey } from "../tables/keys.ts";
import type { Table } from "../tables/table-store.ts";
import { type AttributeValue, type Item, attribute, keyText } from "../values/attribute-value.ts";
import { equals } from "../values/compare.ts";
import { after, encodeKey, encodeKeyPrefix, encodePartition } from "../values/key-encoding.ts";
import type { Range } from "./read-page.ts";

/** The clauses of a query, by the key attributes that they are for. */
export interface KeyClauses {
  readonly partition: { readonly key: KeyAttribute; readonly value: AttributeValue };
  readonly sort: { readonly key: KeyAttribute; readonly clause: LegacyCondition } | undefined;
}

const NOT_INDEXABLE = new Set(["NULL", "NOT_NULL", "NE", "CONTAINS", "NOT_CONTAINS", "IN"]);

/** Checks the key condition of a query against the keys of its table or index. */
export function keyClauses(table: Table, index: IndexDefinition | undefined, conditions: LegacyConditions): KeyClauses {
  const keys = keyAttributes(table.definition, index?.keySchema ?? table.definition.keySchema);
  const count = Object.keys(conditions).length;
  keys.forEach((key, position) => {
    if (position === 0 && keys.length === 1 && count > 1) throw validationError("Query key condition not supported");
    const clause = clauseOf(conditions, key);
    if (clause !== undefined) checkClause(clause, key, position === 0);
    else if (position === 0 || count > 1) {
      throw validationError(`Query condition missed key schema element: ${key.name}`);
    }
  });
  const [partition, sort] = keys;
  const value = partition && clauseOf(conditions, partition)?.AttributeValueList?.[0];
  if (partition === undefined || value === undefined) throw validationError("Query key condition not supported");
  const sortClause = sort && clauseOf(conditions, sort);
  return {
    partition: { key: partition, value },
    sort: sort === undefined || sortClause === undefined ? undefined : { key: sort, clause: sortClause },
  };
}

/** The keys that a query reads. */
export function queryRange({ partition, sort }: KeyClauses, backward: boolean): Range {
  const prefix = encodePartition(partition.key.type, textOf(partition.value, partition.key));
  if (sort === undefined) return { from: prefix, to: after(prefix), backward };
  const [low = EMPTY, high = low] = sort.clause.AttributeValueList ?? [];
  const at = (value: AttributeValue): Buffer =>
    Buffer.concat([prefix, encodeKey(sort.key.type, textOf(value, sort.key))]);
  switch (sort.clause.ComparisonOperator) {
    case "LT":
      return { from: prefix, to: at(low), backward };
    case "LE":
      return { from: prefix, to: after(at(low)), backward };
    case "GT":
      return { from: after(at(low)) ?? prefix, to: after(prefix), backward };
    case "GE":
      return { from: at(low), to: after(prefix), backward };
    case "BETWEEN":
      return { from: at(low), to: after(at(high)), backward };
    case "BEGINS_WITH": {
      const type = sort.key.type === "B" ? "B" : "S";
      const start = Buffer.concat([prefix, encodeKeyPrefix(type, textOf(low, sort.key))]);
      return { from: start, to: after(start), backward };
    }
    default:
      return { from: at(low), to: after(at(low)), backward };
  }
}

const EMPTY: AttributeValue = { S: "" };

/** The rest of a range behind a key. */
export function startAfter(range: Range, table: Table, index: IndexDefinition | undefined, start: Item): Range {
  const key = index === undefined ? tableKey(table.definition, start) : indexKey(table.definition, index, start);
  if (key === undefined) throw validationError("The provided starting key is invalid");
  if (range.backward) return { ...range, to: key };
  return { ...range, from: Buffer.concat([key, Buffer.of(0)]) };
}

/** Throws for a start key outside of what the query reads. */
export function checkStartInside({ partition, sort }: KeyClauses, start: Item): void {
  const samePartition = equals(attribute(start, partition.key.name), partition.value);
  if (sort === undefined) {
    if (samePartition) return;
    throw validationError("The provided starting key is outside query boundaries based on provided conditions");
  }
  const values = sort.clause.AttributeValueList ?? [];
  if (!test(sort.clause.ComparisonOperator ?? "EQ", [attribute(start, sort.key.name), ...values])) {
    throw validationError("The provided starting key does not match the range key predicate");
  }
  if (!samePartition) throw validationError("The query can return at most one row and cannot be restarted");
}

function checkClause(clause: LegacyCondition, key: KeyAttribute, isPartition: boolean): void {
  const operator = clause.ComparisonOperator ?? "EQ";
  if (NOT_INDEXABLE.has(operator)) {
    throw validationError("Attempted conditional constraint is not an indexable operation");
  }
  for (const value of clause.AttributeValueList ?? []) {
    if (keyText(value, key.type) === undefined) {
      throw validationError(
        "One or more parameter values were invalid: Condition parameter type does not match schema type",
      );
    }
    if (keyText(value, key.type) === "" && operator !== "BEGINS_WITH") {
      throw emptyKeyValue(key.type, { tail: `Key: ${key.name}` });
    }
  }
  if (isPartition && operator !== "EQ") throw validationError("Query key condition not supported");
}

function clauseOf(conditions: LegacyConditions, key: KeyAttribute): LegacyCondition | undefined {
  return Object.keys(conditions).includes(key.name) ? conditions[key.name] : undefined;
}

function textOf(value: AttributeValue, { type, name }: KeyAttribute): string {
  const text = keyText(value, type);
  if (text === undefined) throw new Error(`The condition on ${name} passed the checks with another type`);
  return text;
}
