import { wantsColour } from "../config/process-environment.ts";
import { describeError } from "./errors.ts";
import { cut, fitted } from "./fit.ts";
import type { OutputSink } from "./output-sink.ts";
import { recordingsLines } from "./recordings-lines.ts";
import { liveLines, reloadFailedLines } from "./reload-line.ts";
import { COLOURED, PLAIN } from "./style.ts";

/** Text for people: results on stdout, progress and errors on stderr. */
export function terminalOutput(
  stdout: NodeJS.WriteStream = process.stdout,
  stderr: NodeJS.WriteStream = process.stderr,
): OutputSink {
  const style = wantsColour(stdout) ? COLOURED : PLAIN;
  let progressShown = false;
  const clear = (): void => {
    if (progressShown) stderr.write("\r\u001b[K");
    progressShown = false;
  };
  const transient = (text: string): void => {
    clear();
    stderr.write(style.dim(`${cut(text, widthOf(stderr) - 3)} …`));
    progressShown = true;
  };
  const lines = (text: readonly string[]): void => {
    clear();
    const columns = stdout.isTTY ? widthOf(stdout) : undefined;
    if (text.length > 0) stdout.write(`${text.flatMap((line) => fitted(line, columns)).join("\n")}\n`);
  };
  const told = (text: string): string => {
    const columns = stderr.isTTY ? widthOf(stderr) : undefined;
    return `${text
      .split("\n")
      .flatMap((line) => fitted(line, columns))
      .join("\n")}\n`;
  };
  return {
    style,
    get columns() {
      return stdout.isTTY ? widthOf(stdout) : undefined;
    },
    text(text) {
      clear();
      stdout.write(`${text}\n`);
    },
    result: (_value, text) => lines(text),
    progress(text) {
      if (stderr.isTTY) transient(text);
      else stderr.write(`${text} …\n`);
    },
    detail(text) {
      if (stderr.isTTY) transient(text);
    },
    event(event) {
      switch (event.type) {
        case "recordings":
          clear();
          stderr.write(`${recordingsLines(event, style).join("\n")}\n`);
          return;
        case "notice":
          clear();
          stderr.write(told(`${style.yellow("note")}  ${event.message}`));
          return;
        case "live":
          return lines(liveLines(event, style, stdout.isTTY ? widthOf(stdout) : undefined));
        case "reloadFailed":
          return lines(reloadFailedLines(event, style, stdout.isTTY ? widthOf(stdout) : undefined));
        default:
      }
    },
    clear() {
      progressShown = false;
      if (stdout.isTTY) stdout.write("\u001b[2J\u001b[3J\u001b[H");
    },
    error(error) {
      clear();
      stderr.write(told(`${style.red("error")} ${describeError(error)}`));
    },
  };
}

/** A terminal that nobody looks at, as of a container, may say that it has no columns. */
function widthOf({ columns }: NodeJS.WriteStream): number {
  return columns > 0 ? columns : 80;
}
