import { type Matcher, glob, toPlace } from "../patterns/glob.ts";
import { type Place, placesMatcher } from "../patterns/wildcards.ts";

/**
 * An ARN of a policy's `Resource`. A `*` within one of the first five segments stays in it, and reaches beyond the
 * colon only as the segment's last character, as IAM documents it; in the resource part it matches anything.
 */
export function arnGlob(pattern: string): Matcher {
  if (pattern === "*") return () => true;
  let colons = 0;
  const characters = Array.from(pattern);
  const places = characters.map((character, at): Place => {
    if (character === ":") colons++;
    const inSegment = character === "*" && colons < 5 && characters[at + 1] !== ":" && at + 1 < characters.length;
    return inSegment ? { any: "many but colons" } : toPlace(character);
  });
  return placesMatcher(places);
}

/** An ARN of `ArnLike` and `ArnEquals`: each of the six segments is compared by itself. */
export function arnSegmentsGlob(pattern: string): Matcher {
  const matchers = segments(pattern).map((segment) => glob(segment));
  return (text) => {
    const parts = segments(text);
    return parts.length === matchers.length && matchers.every((matches, at) => matches(parts[at] ?? ""));
  };
}

function segments(arn: string): string[] {
  const parts = arn.split(":");
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}
