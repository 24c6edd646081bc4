import { emptyKeyValue, validationError } from "../errors.ts";
import { type Item, attribute, keyText, typeOf } from "../values/attribute-value.ts";
import { encodeKey, encodePartition } from "../values/key-encoding.ts";
import { type IndexDefinition, type KeyAttribute, type TableDefinition, keyAttributes } from "./definition.ts";

/** The stored key of an item, or of a `Key`, that was checked before. */
export function tableKey(definition: TableDefinition, item: Item): Buffer {
  const key = encode(keyAttributes(definition, definition.keySchema), item);
  if (key === undefined) throw new Error("An item without its key passed the checks");
  return key;
}

/** The key of an item's entry in an index: undefined where the item has no attribute of the right type for it. */
export function indexKey(definition: TableDefinition, index: IndexDefinition, item: Item): Buffer | undefined {
  const key = encode(keyAttributes(definition, index.keySchema), item);
  return key === undefined ? undefined : Buffer.concat([key, tableKey(definition, item)]);
}

/** The attributes of an item that make its key, in the table or the index and the table. */
export function keyOf(definition: TableDefinition, index: IndexDefinition | undefined, item: Item): Item {
  const names = new Set([...definition.keySchema, ...(index?.keySchema ?? [])].map((key) => key.AttributeName));
  const key: Item = {};
  for (const name of names) {
    const value = attribute(item, name);
    if (value !== undefined) key[name] = value;
  }
  return key;
}

/** What an index holds of an item. */
export function projected(definition: TableDefinition, index: IndexDefinition, item: Item): Item {
  if (index.projection.ProjectionType === "ALL") return item;
  const result = keyOf(definition, index, item);
  for (const name of index.projection.NonKeyAttributes ?? []) {
    const value = attribute(item, name);
    if (value !== undefined) result[name] = value;
  }
  return result;
}

/** Throws unless `key` has the table's key attributes and no other. */
export function checkKey(definition: TableDefinition, key: Item): void {
  const attributes = keyAttributes(definition, definition.keySchema);
  if (Object.keys(key).length !== attributes.length) throw validationError(NO_MATCH);
  attributes.forEach((keyAttribute, position) => checkKeyPart(key, keyAttribute, position === 0));
}

const NO_MATCH = "The provided key element does not match the schema";

/** Throws unless `key` has one attribute of a key in the right type and size. */
export function checkKeyPart(key: Item, { name, type }: KeyAttribute, isPartition: boolean): void {
  const text = keyText(attribute(key, name), type);
  if (text === undefined) throw validationError(NO_MATCH);
  if (text === "") throw emptyKeyValue(type, { tail: `Key: ${name}` });
  checkKeySize(text, type, isPartition);
}

/** Throws unless an item has the table's key, and the right types for those of its indexes. */
export function checkItem(definition: TableDefinition, item: Item): void {
  keyAttributes(definition, definition.keySchema).forEach(({ name, type }, position) => {
    const value = attribute(item, name);
    if (value === undefined) {
      throw validationError(`One or more parameter values were invalid: Missing the key ${name} in the item`);
    }
    const text = keyText(value, type);
    if (text === undefined) {
      throw validationError(
        `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`,
      );
    }
    if (text === "") throw emptyKeyValue(type, { tail: `Key: ${name}` });
    checkKeySize(text, type, position === 0);
  });
  for (const index of byName(definition.indexes)) checkIndexAttributes(definition, index, item);
}

/** AWS names the first index in the order of their names (seen 2026-06). */
export function byName(indexes: readonly IndexDefinition[]): readonly IndexDefinition[] {
  return indexes.length < 2 ? indexes : indexes.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function checkIndexAttributes(definition: TableDefinition, index: IndexDefinition, item: Item): void {
  keyAttributes(definition, index.keySchema).forEach(({ name, type }, position) => {
    const value = attribute(item, name);
    if (value === undefined) return;
    const text = keyText(value, type);
    if (text === undefined) {
      throw validationError(
        `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
      );
    }
    if (text === "") {
      throw emptyKeyValue(type, {
        lead: "A value specified for a secondary index key is not supported.",
        tail: `IndexName: ${index.name}, IndexKey: ${name}`,
      });
    }
    checkKeySize(text, type, position === 0);
  });
}

/** Throws where a path goes into a key attribute of the table or of an index. */
export function checkNestedPaths(
  definition: TableDefinition,
  nestedPaths: Readonly<Record<string, true>> | undefined,
): void {
  if (nestedPaths === undefined) return;
  const check = (label: string, name: string): void => {
    if (!Object.hasOwn(nestedPaths, name)) return;
    throw validationError(
      `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${label}: ${name}`,
    );
  };
  for (const key of definition.keySchema) check("Key", key.AttributeName);
  for (const index of definition.indexes) for (const key of index.keySchema) check("IndexKey", key.AttributeName);
}

function checkKeySize(text: string, type: KeyAttribute["type"], isPartition: boolean): void {
  if (type === "N") return;
  const bytes = Buffer.byteLength(text, type === "B" ? "base64" : "utf8");
  if (isPartition && bytes > 2048) {
    throw validationError(
      "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes",
    );
  }
  if (!isPartition && bytes > 1024) {
    throw validationError(
      "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
    );
  }
}

function encode(attributes: readonly KeyAttribute[], item: Item): Buffer | undefined {
  const parts: Buffer[] = [];
  for (const { name, type } of attributes) {
    const text = keyText(attribute(item, name), type);
    if (text === undefined || text === "") return undefined;
    parts.push(parts.length === 0 ? encodePartition(type, text) : encodeKey(type, text));
  }
  return Buffer.concat(parts);
}
