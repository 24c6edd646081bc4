import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** An item without its types: numbers as they are written, sets as lists, bytes as base64. */
export function plain(item: Readonly<Record<string, AttributeValue>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(attribute: AttributeValue): unknown {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return numberOf(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.L !== undefined) return attribute.L.map(plainValue);
  if (attribute.M !== undefined) return plain(attribute.M);
  if (attribute.SS !== undefined) return attribute.SS;
  if (attribute.NS !== undefined) return attribute.NS.map(numberOf);
  return attribute.B ?? attribute.BS ?? null;
}

/** DynamoDB has 38 digits, of which JSON's numbers may not hold all. */
function numberOf(text: string): number | string {
  const number = Number(text);
  return String(number) === text ? number : text;
}
