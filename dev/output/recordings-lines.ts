import type { EventOf } from "../trace/events.ts";
import type { Style } from "./output-sink.ts";

/** Paths that one kind of finding shows; the rest is counted. */
const SHOWN = 5;

/** What became of recorded answers in a run, in a line and one more for each thing to look at. */
export function recordingsLines(usage: EventOf<"recordings">, style: Style): string[] {
  const { mode, set, hits, misses, unused, written, kept, refused } = usage;
  const counts = [
    `${hits} answered`,
    ...(mode === "record" ? [`${written.length} written`] : []),
    `${misses.length} missed`,
    `${unused.length} not used`,
  ];
  return [
    `${style.bold("recordings")}  ${set}: ${counts.join(", ")}`,
    ...list(misses, style.red("missed  ")),
    ...list(kept, style.yellow("differs ")),
    ...list(refused, style.yellow("refused ")),
    ...list(unused, style.dim("not used")),
    ...(unused.length > 0 && mode === "replay"
      ? [`  \`doppelface recordings prune ${set}\` deletes what no run has used since it was last called.`]
      : []),
    ...(kept.length > 0 ? ["  --update replaces what the upstream answers otherwise."] : []),
  ];
}

function list(items: readonly string[], mark: string): string[] {
  const more = items.length - SHOWN;
  return [
    ...items.slice(0, SHOWN).map((item) => `  ${mark}  ${item}`),
    ...(more > 0 ? [`  ${mark}  … and ${more} more`] : []),
  ];
}
