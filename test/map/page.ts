import type { Floor } from "./rooms.ts";

/** The map as `CONTRIBUTING.md` shows it: a table of rooms from the top down, laid out as the formatter does. */
export function mapTable(floors: readonly Floor[]): string {
  const rows = floors
    .toReversed()
    .flatMap(({ name, rooms }) => rooms.map(({ at, holds }, index) => [index === 0 ? name : "", `\`${at}\``, holds]));
  const head = ["floor", "room", "what it holds"];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const padded = (row: readonly string[]): string => line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  return [padded(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(padded)].join("\n");
}
