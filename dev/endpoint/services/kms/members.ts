import { ServiceError } from "../../errors.ts";

/** Throws for what is no name of an alias; the model's pattern asks for no prefix. */
export function checkAliasName(name: string): void {
  if (name.startsWith("alias/")) return;
  throw new ServiceError(
    "ValidationException",
    'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
  );
}

/** Throws for another policy than the one that a key has. */
export function checkPolicyName(name: string): void {
  if (name !== "default") throw new ServiceError("NotFoundException", "No such policy exists");
}

/** One page, and where the next begins; `found` has one entry more than the page holds where there is a next one. */
export function pageOf<Item>(
  found: readonly Item[],
  limit: number,
  keyOf: (item: Item) => string,
): { items: Item[]; Truncated: boolean; NextMarker?: string } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length === items.length || last === undefined) return { items, Truncated: false };
  return { items, Truncated: true, NextMarker: keyOf(last) };
}
