import * as v from "valibot";

/** Id, alias, or the ARN of either. */
export const KeyId = v.pipe(v.string(), v.minLength(1), v.maxLength(2048));

/** `alias/…`; those under `alias/aws/` are AWS's own. */
export const AliasName = v.pipe(v.string(), v.minLength(1), v.maxLength(256), v.regex(/^alias\/[a-zA-Z0-9/_-]+$/));

/** Up to 50 tags. */
export const Tags = v.pipe(
  v.array(
    v.object({
      TagKey: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
      TagValue: v.pipe(v.string(), v.maxLength(256)),
    }),
  ),
  v.maxLength(50),
);

/** JSON text of a key policy. */
export const PolicyText = v.pipe(v.string(), v.minLength(1), v.maxLength(32_768));

/** At most 8,192 characters. */
export const Description = v.pipe(v.string(), v.maxLength(8192));

/** What the lists take to be read in pages. */
export const Paging = {
  Limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 100),
  Marker: v.optional(v.string(), ""),
};

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
