import { PLAIN } from "./style.ts";
import { textWidth, wrapped } from "./text-width.ts";

/** A part of a line, in a column of its own. */
export interface Cell {
  readonly text: string;
  /** Columns that it takes at least. */
  readonly width?: number;
  readonly style?: (text: string) => string;
}

/** Further than the line that it continues. */
const INDENT = "    ";

/**
 * A line of cells. Where the terminal is too narrow for it, cells that do not fit go to lines of their own below, each
 * broken between its words; a word that is longer than the terminal stays whole.
 * @param columns width of the terminal; undefined where there is none
 */
export function cellLines(cells: readonly Cell[], columns: number | undefined): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const { text, width = 0, style = PLAIN.bold } of cells.filter((cell) => cell.text !== "" || cell.width)) {
    const gap = used === 0 ? 0 : 1;
    if (columns !== undefined && used > 0 && used + gap + textWidth(text) > columns) {
      lines.push(line.trimEnd());
      const parts = wrapped(text, columns - INDENT.length, { trim: true });
      lines.push(...parts.map((part) => INDENT + style(part)));
      [line, used] = [lines.pop() ?? "", columns];
      continue;
    }
    // What follows the text is not styled, so that a line ends with its last word.
    line += `${" ".repeat(gap)}${style(text)}${" ".repeat(Math.max(0, width - textWidth(text)))}`;
    used += gap + Math.max(width, textWidth(text));
  }
  return [...lines, line.trimEnd()];
}

/** A line that is broken between its words where it is too wide, what follows further in than it begins. */
export function fitted(line: string, columns: number | undefined): string[] {
  if (columns === undefined || textWidth(line) <= columns) return [line];
  const indent = /^ */.exec(line)?.[0] ?? "";
  const inner = indent + INDENT;
  const [first = "", ...rest] = wrapped(line, columns, { trim: false });
  if (rest.length === 0) return [line];
  // What is left is wrapped anew, since it has less room.
  const others = wrapped(rest.join("").trimStart(), Math.max(20, columns - inner.length), { trim: true });
  return [first.trimEnd(), ...others.map((part) => inner + part)];
}

/** Text with spaces up to a width in columns: a character may take two of them, or none. */
export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

/** Words of so many columns at most together, `…` standing for those that are left out. */
export function cutWords(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  const short = cut(text, columns).slice(0, -1);
  const end = text.charAt(short.length) === " " ? short.length : short.lastIndexOf(" ");
  return end <= 0 ? cut(text, columns) : `${short.slice(0, end).trimEnd()} …`.slice(0, short.length + 1);
}

/** Text of so many columns at most, `…` standing for what is left out. */
export function cut(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (textWidth(kept + segment) > columns - 1) break;
    kept += segment;
  }
  return columns < 1 ? "" : `${kept}…`;
}
