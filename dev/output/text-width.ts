import { createRequire } from "node:module";
import { stripVTControlCharacters } from "node:util";
import type stringWidth from "string-width";
import type wrapAnsi from "wrap-ansi";

const require = createRequire(import.meta.url);
const PRINTABLE_ASCII = /^[ -~]*$/;

/**
 * Columns that a text takes in a terminal: none for what styles it, one or two for a character. The package that knows
 * all characters is loaded with the first one beyond ASCII: it takes a thirtieth of the start of an environment.
 */
export function textWidth(text: string): number {
  const shown = stripVTControlCharacters(text);
  if (PRINTABLE_ASCII.test(shown)) return shown.length;
  const { default: widthOf } = require("string-width") as { default: typeof stringWidth };
  return widthOf(text);
}

/** A text broken between its words into lines of so many columns, its styles kept; a longer word stays whole. */
export function wrapped(text: string, columns: number, { trim }: { readonly trim: boolean }): string[] {
  const { default: wrap } = require("wrap-ansi") as { default: typeof wrapAnsi };
  return wrap(text, columns, { hard: false, wordWrap: true, trim }).split("\n");
}
