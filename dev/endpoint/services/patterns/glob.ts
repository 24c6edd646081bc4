import { type Place, placesMatcher } from "./wildcards.ts";

/** Tells whether a text matches. */
export type Matcher = (text: string) => boolean;

/** `*` stands for any characters, `?` for one. */
export function glob(pattern: string, options: { ignoreCase?: boolean } = {}): Matcher {
  if (pattern === "*") return () => true;
  if (options.ignoreCase !== true) return placesMatcher(Array.from(pattern, toPlace));
  const matches = placesMatcher(Array.from(pattern.toLowerCase(), toPlace));
  return (text) => matches(text.toLowerCase());
}

/** A character of such a pattern. */
export function toPlace(character: string): Place {
  if (character === "*") return { any: "many" };
  return character === "?" ? { any: "one" } : { is: character };
}
