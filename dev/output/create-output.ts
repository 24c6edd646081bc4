import { jsonOutput } from "./json.ts";
import type { OutputSink } from "./output-sink.ts";
import { terminalOutput } from "./terminal.ts";

/** The sink for a way of printing to this process's own streams. */
export function createOutput(kind: "terminal" | "json"): OutputSink {
  endWithReader(process.stdout);
  endWithReader(process.stderr);
  return kind === "json" ? jsonOutput() : terminalOutput();
}

/** Where whoever reads has gone, as `head` does, there is nobody to work for: ends in order, as by SIGTERM. */
function endWithReader(stream: NodeJS.WriteStream): void {
  let ending = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    if (!ending) process.kill(process.pid, "SIGTERM");
    ending = true;
  });
}
