import type { EventOf } from "../trace/events.ts";
import type { Style } from "./output-sink.ts";

/** Files that a line names; of more it tells how many. */
const MOST_FILES = 3;

/** The line of a save that is live, and of those that are not yet; none for what was told already, and for the start. */
export function liveLines(event: EventOf<"live">, style: Style): string[] {
  const { files, notLive = [], what, ms, changes, echo } = event;
  if (files.length === 0 || echo === true) return [];
  const done = {
    stack: `stack updated: ${changes.join(", ")}`,
    bundle: ranBy(event),
    restored: "as it was when it was live",
    nothing: "runs as before",
  }[what];
  const line = `${named(files).padEnd(24)} ${style.green((what === "nothing" ? "UNCHANGED" : "LIVE").padEnd(19))} ${done.padEnd(34)} ${style.dim(took(ms))}`;
  if (notLive.length === 0) return [line];
  return [line, `${named(notLive).padEnd(24)} ${style.red("NOT LIVE".padEnd(19))} since the save that failed`];
}

/** What is shown of a save that did not come to the function: why, and what goes on. */
export function reloadFailedLines({ files, message }: EventOf<"reloadFailed">, style: Style): string[] {
  const line = `${named(files).padEnd(24)} ${style.red("NOT LIVE".padEnd(19))} the code from before goes on`;
  return [line, ...message.split("\n").map((text) => (text === "" ? "" : `    ${text}`))];
}

/** Where there are several functions, those that went live. */
function ranBy({ reloaded, among }: EventOf<"live">): string {
  return among === 1 ? "the next picture runs it" : `the next event of ${reloaded.join(", ")} runs it`;
}

function named(files: readonly string[]): string {
  return files.length <= MOST_FILES ? files.join(", ") : `${files[0]} and ${files.length - 1} more`;
}

function took(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
