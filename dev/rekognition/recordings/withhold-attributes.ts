import type { TapeRequest } from "./tape-request.ts";

/** What an answer tells of a person beyond where the face is, and the attribute's name in requests. */
const PERSONAL: Readonly<Record<string, string>> = { AgeRange: "AGE_RANGE", Gender: "GENDER", Emotions: "EMOTIONS" };

/** An answer without age, gender and emotions, unless the set stores them or the request names the very attribute. */
export function withholdAttributes(
  { params }: Pick<TapeRequest, "params">,
  body: Readonly<Record<string, unknown>>,
  stored: boolean,
): Record<string, unknown> {
  const named = new Set([params["Attributes"], params["DetectionAttributes"]].flat());
  const withheld = Object.entries(PERSONAL)
    .filter(([, attribute]) => !stored && !named.has(attribute))
    .map(([member]) => member);
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, without(value, withheld)]));
}

function without(value: unknown, members: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, members));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !members.includes(name))
      .map(([name, inner]: [string, unknown]) => [name, without(inner, members)]),
  );
}
