/** One attribute as DynamoDB's JSON has it: exactly one type and its value; numbers are text, binary is base64. */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: string }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: string[] }
  | { L: AttributeValue[] }
  | { M: Item }
  | { BOOL: boolean }
  | { NULL: boolean };

/** The attributes of an item by name. Names come from outside: read with `attribute`, never by a bare index. */
export type Item = Record<string, AttributeValue>;

/** Types that a key attribute can have. */
export type KeyType = "S" | "N" | "B";

/** Name of a value's type, for example `SS`. */
export function typeOf(value: AttributeValue): string {
  return Object.keys(value)[0] ?? "";
}

/** An attribute of an item or map, or undefined. Safe for names such as `constructor`. */
export function attribute(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** A value's text where it has the given key type, or undefined. */
export function keyText(value: AttributeValue | undefined, type: KeyType): string | undefined {
  if (value === undefined) return undefined;
  const text = (value as Partial<Record<KeyType, unknown>>)[type];
  return typeof text === "string" ? text : undefined;
}
