import type { PictureFate } from "../watch/awaited-pictures.ts";
import { called } from "./called.ts";
import type { Style } from "./output-sink.ts";
import { printable } from "./printable.ts";

/** What is shown of a picture that has no status: in the columns of those that have one. */
export function pictureFateLines(fate: PictureFate, style: Style): string[] {
  const line = (status: string, detail: string): string =>
    `${printable(fate.key).padEnd(24)} ${status} ${printable(detail)}`.trimEnd();
  switch (fate.is) {
    case "waiting":
      return [
        line(
          style.yellow("WAITING".padEnd(19)),
          `no status for ${fate.seconds} s. \`${called("logs")}\` has what its function says`,
        ),
      ];
    case "retrying":
      return [
        line(style.red("RETRYING".padEnd(19)), `attempt ${fate.attempt}: ${fate.error.name}`),
        ...(fate.isExplained ? [] : reason(fate.error, style)),
      ];
    case "failed":
      return [
        line(
          style.red("FAILED".padEnd(19)),
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
