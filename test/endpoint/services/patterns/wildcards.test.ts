import { expect, test } from "vitest";
import { type Place, placesMatcher } from "../../../../dev/endpoint/services/patterns/wildcards.ts";

/** `*` any characters, `+` any but colons, `?` one. */
function matcher(pattern: string): (text: string) => boolean {
  const wild: Readonly<Record<string, Place>> = {
    "*": { any: "many" },
    "+": { any: "many but colons" },
    "?": { any: "one" },
  };
  return placesMatcher(Array.from(pattern, (character) => wild[character] ?? { is: character }));
}

test.each([
  ["", "", true],
  ["", "a", false],
  ["abc", "abc", true],
  ["abc", "abcd", false],
  ["*", "", true],
  ["*", "a\nb", true],
  ["a*", "ba", false],
  ["*b", "abab", true],
  ["*ab*ab", "ab-ab-ab", true],
  ["*ab*ab", "ab", false],
  ["a?c", "a💡c", true],
  ["a?c", "ac", false],
  ["a+c", "abbc", true],
  ["a+c", "ab:c", false],
  // The first star has to go on behind the first place that would do.
  ["*:b+c:", "x:b:y:bzc:", true],
])("%j and %j: %s", (pattern, text, matches) => {
  expect(matcher(pattern)(text)).toBe(matches);
});

test("thirty stars and a thousand characters that almost match are no work", () => {
  expect(matcher(`${"*a".repeat(30)}b`)("a".repeat(1024))).toBe(false);
});
