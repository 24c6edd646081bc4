/**
 * A name from outside, such as the key of an object, as a terminal may show it: control characters, which could move
 * the cursor, clear the screen or end the line, stand as `\x1b`.
 */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
