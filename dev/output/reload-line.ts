import type { EventOf } from "../trace/events.ts";
import { cellLines } from "./fit.ts";
import type { Style } from "./output-sink.ts";

/** Files that a line names; of more it tells how many. */
const MOST_FILES = 3;

/** The line of a save that is live, and of those that are not yet; none for what was told already, and for the start. */
export function liveLines(event: EventOf<"live">, style: Style, columns?: number): string[] {
  const { files, notLive = [], what, ms, changes, echo } = event;
  if (files.length === 0 || echo === true) return [];
  const done = {
    stack: `stack updated: ${changes.join(", ")}`,
    bundle: ranBy(event),
    restored: "as it was when it was live",
    nothing: "runs as before",
  }[what];
  const lines = cellLines(
    [
      { text: named(files), width: 24 },
      { text: what === "nothing" ? "UNCHANGED" : "LIVE", width: 19, style: style.green },
      { text: done, width: 34 },
      { text: took(ms), style: style.dim },
    ],
    columns,
  );
  return notLive.length === 0
    ? lines
    : [...lines, ...notLiveLines(notLive, "since the save that failed", style, columns)];
}

/** What is shown of a save that did not come to the function: why, and what goes on. */
export function reloadFailedLines(
  { files, message }: EventOf<"reloadFailed">,
  style: Style,
  columns?: number,
): string[] {
  const lines = notLiveLines(files, "the code from before goes on", style, columns);
  return [...lines, ...message.split("\n").map((text) => (text === "" ? "" : `    ${text}`))];
}

function notLiveLines(files: readonly string[], what: string, style: Style, columns: number | undefined): string[] {
  const cells = [{ text: named(files), width: 24 }, { text: "NOT LIVE", width: 19, style: style.red }, { text: what }];
  return cellLines(cells, columns);
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
