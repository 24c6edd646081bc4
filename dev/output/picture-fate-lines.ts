import type { PictureFate } from "../watch/awaited-pictures.ts";
import { called } from "./called.ts";
import { cellLines } from "./fit.ts";
import type { Style } from "./output-sink.ts";
import { printable } from "./printable.ts";

/** What is shown of a picture that has no status: in the columns of those that have one. */
export function pictureFateLines(fate: PictureFate, style: Style, columns?: number): string[] {
  const lines = (text: string, colour: (text: string) => string, detail: string): string[] =>
    cellLines(
      [{ text: printable(fate.key), width: 24 }, { text, width: 19, style: colour }, { text: printable(detail) }],
      columns,
    );
  switch (fate.is) {
    case "waiting":
      return lines(
        "WAITING",
        style.yellow,
        `no status for ${fate.seconds} s. \`${called("logs")}\` has what its function says`,
      );
    case "retrying":
      return [
        ...lines("RETRYING", style.red, `attempt ${fate.attempt}: ${fate.error.name}`),
        ...(fate.isExplained ? [] : reason(fate.error, style)),
      ];
    case "failed":
      return [
        ...lines(
          "FAILED",
          style.red,
          `${attempts(fate.attempts)}: ${fate.error.name}. To send its event again: ${called("redrive")}`,
        ),
        ...(fate.isExplained ? [] : reason(fate.error, style)),
      ];
  }
}

function reason({ name, message }: { readonly name: string; readonly message: string }, style: Style): string[] {
  if (message === "") return [];
  return [`    ${style.red(printable(`${name}: ${message}`.replaceAll(/\s*\n\s*/g, " ")))}`];
}

function attempts(number: number): string {
  return number === 1 ? "1 attempt" : `${number} attempts`;
}
