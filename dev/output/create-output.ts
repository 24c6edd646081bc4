import { jsonOutput } from "./json.ts";
import type { OutputSink } from "./output-sink.ts";
import { terminalOutput } from "./terminal.ts";

/** The sink for a way of printing. */
export function createOutput(kind: "terminal" | "json"): OutputSink {
  return kind === "json" ? jsonOutput() : terminalOutput();
}
