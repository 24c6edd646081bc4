import { conditionFailed, emptyKeyValue, validationError } from "../errors.ts";
import type { Condition, LegacyConditions, Update } from "../expressions/ast.ts";
import { type AttributeUpdates, toActions } from "../expressions/attribute-updates.ts";
import { holds, holdsLegacy } from "../expressions/condition.ts";
import { applyUpdate } from "../expressions/update.ts";
import { keyAttributes } from "../tables/definition.ts";
import { byName, checkItem, checkKey, checkNestedPaths } from "../tables/keys.ts";
import type { Table } from "../tables/table-store.ts";
import { type Item, attribute, keyText, typeOf } from "../values/attribute-value.ts";
import { itemSize, MAX_ITEM_SIZE } from "../values/item-size.ts";
import { checkNesting } from "../values/nesting.ts";
import type { IndexWrites } from "./capacity.ts";
import type { ItemStore, StoredItem } from "./item-store.ts";

/** What every write may be bound to. */
export interface Conditional {
  readonly _condition?: Condition;
  readonly Expected?: LegacyConditions;
  readonly ConditionalOperator?: string;
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE";
}

export interface Put extends Conditional {
  readonly Item: Item;
}

export interface Delete extends Conditional {
  readonly Key: Item;
}

export interface UpdateOf extends Conditional {
  readonly Key: Item;
  readonly _updates?: Update;
  readonly AttributeUpdates?: AttributeUpdates;
}

/** What a write did to its item. */
export interface WriteResult {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  /** Bytes of the larger of the two. */
  readonly bytes: number;
  readonly indexes: IndexWrites;
}

/** Throws what can be said against a put before the item is read. */
export function checkPut(table: Table, input: Put): void {
  checkItem(table.definition, input.Item);
  checkNesting(input.Item);
  checkNestedPaths(table.definition, input._condition?.nestedPaths);
}

/** Stores an item. Throws ConditionalCheckFailedException. */
export function put(items: ItemStore, table: Table, input: Put): WriteResult {
  const old = items.get(table, input.Item);
  checkCondition(input, old);
  return result(old, input.Item, items.put(table, input.Item, old));
}

/** Throws what can be said against a delete, or a check of a condition, before the item is read. */
export function checkDelete(table: Table, input: Delete): void {
  checkKey(table.definition, input.Key);
  checkNestedPaths(table.definition, input._condition?.nestedPaths);
}

/** Deletes an item; a missing one is no error. Throws ConditionalCheckFailedException. */
export function remove(items: ItemStore, table: Table, input: Delete): WriteResult {
  const old = items.get(table, input.Key);
  checkCondition(input, old);
  return result(old, undefined, old === undefined ? new Map() : items.delete(table, old));
}

/** Throws ConditionalCheckFailedException unless the condition holds; changes nothing. */
export function check(items: ItemStore, table: Table, input: Delete): WriteResult {
  const old = items.get(table, input.Key);
  checkCondition(input, old);
  return result(old, old?.item, new Map());
}

/** Throws what can be said against an update before the item is read. */
export function checkUpdate(table: Table, input: UpdateOf): void {
  const { definition } = table;
  checkKey(definition, input.Key);
  for (const { AttributeName: name } of definition.keySchema) {
    if (!changes(input, name)) continue;
    throw validationError(
      `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
    );
  }
  for (const index of byName(definition.indexes)) {
    for (const { name, type } of keyAttributes(definition, index.keySchema)) {
      const actual = assignedType(input, name);
      if (actual === undefined || actual === type) continue;
      throw validationError(
        `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${index.name}`,
      );
    }
  }
  checkNestedPaths(definition, input._updates?.nestedPaths);
  checkNestedPaths(definition, input._condition?.nestedPaths);
}

/** Updates an item, or makes it. Throws ConditionalCheckFailedException, and where an action meets a wrong type. */
export function update(items: ItemStore, table: Table, input: UpdateOf): WriteResult {
  const old = items.get(table, input.Key);
  checkCondition(input, old);
  const actions = input._updates?.sections ?? toActions(input.AttributeUpdates ?? {});
  const item = applyUpdate(actions, old?.item ?? input.Key);
  if (itemSize(item) > MAX_ITEM_SIZE) {
    throw validationError("Item size to update has exceeded the maximum allowed size");
  }
  checkNesting(item);
  checkUpdatedIndexKeys(table, item);
  return result(old, item, items.put(table, item, old));
}

function checkCondition(input: Conditional, old: StoredItem | undefined): void {
  const item = old?.item ?? {};
  const good =
    input._condition === undefined
      ? holdsLegacy(input.Expected ?? {}, input.ConditionalOperator, item)
      : holds(input._condition.expression, item);
  if (good) return;
  throw conditionFailed(input.ReturnValuesOnConditionCheckFailure === "ALL_OLD" ? old?.item : undefined);
}

function result(old: StoredItem | undefined, after: Item | undefined, indexes: IndexWrites): WriteResult {
  return {
    before: old?.item,
    after,
    bytes: Math.max(old?.size ?? 0, after === undefined ? 0 : itemSize(after)),
    indexes,
  };
}

function changes(input: UpdateOf, name: string): boolean {
  if (input._updates === undefined) return Object.hasOwn(input.AttributeUpdates ?? {}, name);
  return input._updates.sections.some((action) => action.path[0] === name);
}

/** The type that an update gives to an attribute, as far as it is known before the item is read. */
function assignedType(input: UpdateOf, name: string): string | undefined {
  if (input._updates === undefined) {
    const value = Object.hasOwn(input.AttributeUpdates ?? {}, name) ? input.AttributeUpdates?.[name]?.Value : undefined;
    return value === undefined ? undefined : typeOf(value);
  }
  const action = input._updates.sections.find(({ path }) => path.length === 1 && path[0] === name);
  return action === undefined || action.type === "remove" ? undefined : (action.attrType ?? undefined);
}

function checkUpdatedIndexKeys({ definition }: Table, item: Item): void {
  for (const index of byName(definition.indexes)) {
    for (const { name, type } of keyAttributes(definition, index.keySchema)) {
      const value = attribute(item, name);
      if (value === undefined) continue;
      const text = keyText(value, type);
      if (text === undefined) {
        throw validationError("The update expression attempted to update the secondary index key to unsupported type");
      }
      if (text === "") {
        throw emptyKeyValue(type, {
          lead: "The update expression attempted to update a secondary index key to a value that is not supported.",
        });
      }
    }
  }
}
