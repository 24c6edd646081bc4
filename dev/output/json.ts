import { describeError } from "./errors.ts";
import type { OutputSink } from "./output-sink.ts";
import { PLAIN } from "./style.ts";

/** One JSON value a line on stdout: results as they are, events and errors under `event` and `error`. */
export function jsonOutput(stdout: NodeJS.WriteStream = process.stdout): OutputSink {
  const line = (value: unknown): void => {
    stdout.write(`${JSON.stringify(value)}\n`);
  };
  return {
    style: PLAIN,
    columns: undefined,
    text: (text) => stdout.write(`${text}\n`),
    result: (value) => line(value),
    progress: () => undefined,
    detail: () => undefined,
    clear: () => undefined,
    event: (event) => line({ event }),
    error: (error) => line({ error: { name: nameOf(error), message: describeError(error) } }),
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "Error";
}
