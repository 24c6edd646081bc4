import { ServiceError } from "../../endpoint/errors.ts";
import type { ComparedLine, Nearest } from "./closest.ts";
import { differing, findNearest } from "./nearest.ts";
import { type PictureFacts, describePicture, pictureFacts } from "./picture-facts.ts";
import { shortKey } from "./recording.ts";
import { asRecord } from "./model-shapes.ts";
import type { Tape } from "./tape.ts";
import type { TapeRequest } from "./tape-request.ts";

/** Where a miss happened, for the commands that its text names. */
export interface MissPlace {
  /** Name of the set, or its path. */
  readonly set: string;
  /** For example `doppelface up`. */
  readonly command: string;
}

/** A miss, for the caller, in one line, and in its parts. */
export interface Miss {
  readonly error: ServiceError;
  readonly line: string;
  /** Why no recording answers, in a sentence. */
  readonly why: string;
  /** Undefined where the set has no recording of the operation. */
  readonly closest: Nearest | undefined;
  /** What to do, one way each. */
  readonly ways: readonly string[];
}

/** Longest value in a column of the report. */
const COLUMN = 34;

/**
 * The answer to a request that no recording answers. HTTP 400 with a code that no SDK retries: seen of botocore and
 * the SDK for JavaScript for every code that is neither a throttle nor a 5xx.
 */
export async function replayMiss(tape: Tape, request: TapeRequest, place: MissPlace): Promise<Miss> {
  const pictures = new Map<string, PictureFacts>();
  for (const [member, bytes] of request.pictures) pictures.set(member, await pictureFacts(bytes));
  const asked = {
    operation: request.operation,
    request: { ...request.params, ...Object.fromEntries(pictures) },
    state: request.state,
  };
  const nearest = findNearest(tape, asked);
  const about = [...pictures.values()].map((facts) => `Its picture: ${describePicture(facts)}.`);
  const why = whyOf(tape, request, nearest);
  const ways = waysOut(request, nearest, place);
  const lines = [
    `No recording of the set '${place.set}' answers this ${request.operation} (key ${shortKey(request.key)}).`,
    ...about,
    why,
    ...(nearest === undefined ? [] : ["", `The closest is ${nearest.file}`, ...columns(nearest)]),
    "",
    "What to do:",
    ...ways.map((way, at) => `  ${at + 1}. ${way}`),
  ];
  return {
    error: new ServiceError("ReplayMissException", lines.join("\n")),
    line: [request.operation, request.collection, ...[...pictures.values()].map(describePicture)].join(" ").trim(),
    why,
    closest: nearest,
    ways,
  };
}

function whyOf(tape: Tape, request: TapeRequest, nearest: Nearest | undefined): string {
  if (tape.files().length === 0) return `The set holds no recordings: ${tape.folder}`;
  if (nearest === undefined) return `The set holds no ${request.operation} at all.`;
  const unknown = pictureMembersNotIn(tape, request);
  if (unknown.length > 0) return `${pictureIn(unknown)} in no recording of the set.`;
  const names = differing(nearest).map(({ name }) => name);
  if (names.every(isState)) return "The collection does not hold what it held when this was recorded.";
  return `What differs from the closest recording: ${names.join(", ")}.`;
}

function pictureMembersNotIn(tape: Tape, request: TapeRequest): string[] {
  const known = new Set(
    tape.all().flatMap(({ recording }) => Object.values(recording.request).map((value) => asRecord(value)["sha256"])),
  );
  return [...request.pictures.keys()].filter((member) => !known.has(asRecord(request.params[member])["sha256"]));
}

function pictureIn(members: readonly string[]): string {
  if (members.length > 1) return `The pictures (${members.join(", ")}) are`;
  return members[0] === "Image" ? "The picture is" : `The picture in ${members.join("")} is`;
}

function columns(nearest: Nearest): string[] {
  const rows = nearest.lines.map(({ name, recorded, asked }) => [name, cell(recorded), cell(asked)] as const);
  const header = ["", "recorded", "asked"] as const;
  const widths = header.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (mark: string, cells: readonly string[]): string =>
    `${mark} ${cells.map((text, at) => text.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd();
  return [line("  ", header), ...rows.map((row, at) => line(isSame(nearest.lines[at]) ? "  " : " >", row))];
}

/** Lines of what the collection holds; members of requests have capital letters. */
function isState(name: string): boolean {
  return /^[a-z]/.test(name);
}

function isSame(line: ComparedLine | undefined): boolean {
  return line?.recorded === line?.asked;
}

function cell(value: string | undefined): string {
  if (value === undefined) return "(none)";
  return value.length > COLUMN ? `${value.slice(0, COLUMN - 1)}…` : value;
}

function waysOut(request: TapeRequest, nearest: Nearest | undefined, { set, command }: MissPlace): string[] {
  const flags = set === "default" ? "" : ` --recordings ${set}`;
  const rest = command.endsWith(" exec") ? " -- COMMAND…" : "";
  const record = `npx ${command} --rekognition record${flags}${rest}`;
  return [
    ...asRecordedWay(request, nearest),
    `Record it (asks first; sends the picture to the upstream): ${record}`,
    `Let the face model of this machine answer: npx ${command} --rekognition local${rest}`,
    `See what the set holds: npx doppelface recordings show ${set}`,
  ];
}

/** Where one thing differs, it can be asked as it was recorded. */
function asRecordedWay(request: TapeRequest, nearest: Nearest | undefined): string[] {
  if (nearest === undefined) return [];
  const different = differing(nearest);
  if (different.every(({ name }) => isState(name))) {
    return [`Index what was indexed then, in any order, and nothing else; begin with an empty state: --fresh`];
  }
  // Another collection holds other faces: that is no second difference.
  const asked = different.filter(({ name }) => !isState(name));
  const [only] = asked;
  if (asked.length !== 1 || (different.length > 1 && only?.name !== "CollectionId")) return [];
  if (only === undefined || request.pictures.has(only.name)) return [];
  return [
    only.recorded === undefined
      ? `Ask as it was recorded: without ${only.name}`
      : `Ask as it was recorded: ${only.name} ${only.recorded}`,
  ];
}
