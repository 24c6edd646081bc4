import { padded } from "./fit.ts";
import { printable } from "./printable.ts";
import { textWidth } from "./text-width.ts";

/**
 * Lines of a table with left-aligned columns, the header first; on a terminal that is too narrow for them a paragraph a
 * row. Cells are plain text.
 * @param columns width of the terminal; undefined where there is none
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[], columns?: number): string[] {
  const cells = rows.map((row) => row.map(printable));
  const lines = [header, ...cells];
  const widths = header.map((_, column) => Math.max(...lines.map((row) => textWidth(row[column] ?? ""))));
  const total = widths.reduce((sum, width) => sum + width + 2, -2);
  if (columns !== undefined && total > columns) return paragraphs(header, cells);
  return lines.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function paragraphs(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...header.map((name) => textWidth(name)));
  return rows.flatMap((row, index) => [
    ...(index === 0 ? [] : [""]),
    ...header.flatMap((name, column) => {
      const cell = row[column] ?? "";
      return cell === "" ? [] : [`${padded(name, width)}  ${cell}`];
    }),
  ]);
}
