import { join, relative, sep } from "node:path";
import { IS_REPOSITORY, PROJECT } from "../config/project.ts";
import type { StepsError } from "../trace/upload-steps.ts";
import type { Style } from "./output-sink.ts";

/** Where the code of functions lies: as it was deployed, in the state, and as it was saved. */
const CODE = /\/(?:functions\/[0-9a-f]{64}|builds\/\d+-\d+\/\d+)\/([^/].*:\d+:\d+)$/;

/** A folder that is taken as it is for the code of a function. */
export interface Sources {
  /** Absolute. */
  readonly folder: string;
  /** Absolute folder from which files are named. */
  readonly project: string;
}

/** Frames between the user's own that are shown, from the top of each run of them. */
const MOST_FOREIGN = 2;

/**
 * What is shown below the line of a failed attempt: the errors that the handler logged, or else the one that it threw,
 * each with its frames: those in the function's own code bright, the others dim and few. Stacks come source-mapped from
 * the function.
 */
export function handlerErrorLines(error: StepsError, style: Style, sources?: Sources): string[] {
  const shown =
    error.logged.length > 0 ? error.logged : [{ name: error.type, message: error.message, stack: error.stack }];
  return shown.flatMap(({ name, message, stack }) => [
    `    ${style.red(`${name}: ${message}`.replaceAll(/\s*\n\s*/g, " "))}`,
    ...frameLines(stack, style, sources),
  ]);
}

function frameLines(stack: readonly string[], style: Style, sources: Sources | undefined): string[] {
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
    const own = ownPlace(place, sources);
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

/** `<file>:<line>:<column>` of a frame in the user's own code, from the project's root or that of the function. */
function ownPlace(place: string, sources: Sources | undefined): string | undefined {
  if (place.includes("node_modules/") || place.startsWith("node:")) return undefined;
  const path = place.replace(/^file:\/\//, "");
  const inCode = CODE.exec(path)?.[1];
  const inSources = sources === undefined || inCode === undefined ? path : join(sources.folder, inCode);
  const isInside = sources !== undefined && inSources.startsWith(`${sources.folder}${sep}`);
  if (isInside) return relative(sources.project, inSources);
  if (!IS_REPOSITORY && path.startsWith(`${PROJECT}/`)) return path.slice(PROJECT.length + 1);
  return /(?:^|\/)(handler\/[^:]+\.[cm]?[jt]s:\d+:\d+)$/.exec(place)?.[1] ?? inCode;
}

function shortened(place: string): string {
  return place.replace(/^.*node_modules\//, "").replace(/^file:\/\//, "");
}
