import { IS_REPOSITORY, PROJECT } from "../config/project.ts";
import type { StepsError } from "../trace/upload-steps.ts";
import type { Style } from "./output-sink.ts";

/** Frames between the user's own that are shown, from the top of each run of them. */
const MOST_FOREIGN = 2;

/**
 * What is shown below the line of a failed attempt: the errors that the handler logged, or else the one that it threw,
 * each with its frames: those in `handler/` bright, the others dim and few. Stacks come source-mapped from the function.
 */
export function handlerErrorLines(error: StepsError, style: Style): string[] {
  const shown =
    error.logged.length > 0 ? error.logged : [{ name: error.type, message: error.message, stack: error.stack }];
  return shown.flatMap(({ name, message, stack }) => [
    `    ${style.red(`${name}: ${message}`.replaceAll(/\s*\n\s*/g, " "))}`,
    ...frameLines(stack, style),
  ]);
}

function frameLines(stack: readonly string[], style: Style): string[] {
  const lines: string[] = [];
  let foreign = 0;
  const endRun = (): void => {
    if (foreign > MOST_FOREIGN) lines.push(`      ${style.dim(`… ${foreign - MOST_FOREIGN} more`)}`);
    foreign = 0;
  };
  for (const line of stack) {
    const frame = /^\s*at (?:(.*) \((.*)\)|(?:async )?(.*))$/.exec(line);
    if (frame === null) continue;
    const [, name, inBrackets, alone = ""] = frame;
    const place = inBrackets ?? alone;
    // Between the frames of every `await`, and of no use to anybody.
    if (place.startsWith("node:internal/process/task_queues")) continue;
    const own = ownPlace(place);
    if (own !== undefined) {
      endRun();
      lines.push(`      at ${placed(name, style.bold(own))}`);
    } else if (++foreign <= MOST_FOREIGN) {
      lines.push(`      ${style.dim(`at ${placed(name, shortened(place))}`)}`);
    }
  }
  endRun();
  return lines;
}

function placed(name: string | undefined, place: string): string {
  return name === undefined ? place : `${name} (${place})`;
}

/** `<file>:<line>:<column>` of a frame in the user's own code, from the project's root. */
function ownPlace(place: string): string | undefined {
  if (place.includes("node_modules/") || place.startsWith("node:")) return undefined;
  const path = place.replace(/^file:\/\//, "");
  if (!IS_REPOSITORY && path.startsWith(`${PROJECT}/`)) return path.slice(PROJECT.length + 1);
  return /(?:^|\/)(handler\/[^:]+\.[cm]?[jt]s:\d+:\d+)$/.exec(place)?.[1];
}

function shortened(place: string): string {
  return place.replace(/^.*node_modules\//, "").replace(/^file:\/\//, "");
}
