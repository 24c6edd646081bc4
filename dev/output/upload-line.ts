import type { Picture } from "../pipeline/pictures.ts";
import { type Row, personName } from "../pipeline/rows.ts";
import type { UploadSteps } from "../trace/upload-steps.ts";
import { handlerErrorLines } from "./handler-error.ts";
import type { Style } from "./output-sink.ts";
import { printable } from "./printable.ts";

/** What is shown of one upload. */
export interface UploadReport {
  readonly key: string;
  readonly picture: Picture | undefined;
  readonly rows: readonly Row[];
  readonly steps: UploadSteps | undefined;
  /** Milliseconds from the put until the picture's item was seen, where steps cannot be seen. */
  readonly seenMs?: number | undefined;
}

/** Its line, and below it what went wrong in the handler. */
export function uploadLines(report: UploadReport, style: Style): string[] {
  const error = report.steps?.error;
  const line = uploadLine(report, style);
  return error === undefined ? [line] : [line, ...handlerErrorLines(error, style)];
}

/** One line: key, status, name, faces, and the milliseconds of each step that was seen, or of all of them together. */
function uploadLine({ key, picture, rows, steps, seenMs }: UploadReport, style: Style): string {
  const failed = steps?.error;
  const status = failed === undefined ? (picture?.status ?? "PENDING") : failed.willRetry ? "RETRYING" : "FAILED";
  const colour = status === "REGISTERED" ? style.green : failed === undefined ? style.yellow : style.red;
  const detail =
    failed === undefined
      ? outcome(picture, rows)
      : `attempt ${steps?.attempt ?? 1}: ${failed.logged[0]?.name ?? failed.type}`;
  return [
    printable(key).padEnd(24),
    colour(status.padEnd(19)),
    detail.padEnd(34),
    style.dim(steps === undefined ? seen(seenMs) : milliseconds(steps)),
  ]
    .join(" ")
    .trimEnd();
}

function outcome(picture: Picture | undefined, rows: readonly Row[]): string {
  if (picture === undefined) return "";
  if (rows.length === 0) return picture.reason ?? "";
  const others = picture.other_faces === 0 ? "" : `, ${picture.other_faces} more not registered`;
  return `${printable(rows.map(personName).join(", "))} (${count(rows.length, "face")}${others})`;
}

/** `put 2  wait 1  handler 62 (recognise 40, store 1) ms`: the calls in brackets are part of the handler's time. */
function milliseconds(steps: UploadSteps): string {
  const calls = named([
    ["recognise", steps.recognise],
    ["store", steps.store],
  ]);
  const parts = named([
    ["put", steps.put],
    ["wait", steps.wait],
    [steps.cold ? "cold handler" : "handler", steps.handler],
  ]);
  return `${parts.join("  ")}${calls.length === 0 ? "" : ` (${calls.join(", ")})`} ms`;
}

/** By looking at the table now and then: what lies between cannot be told apart. */
function seen(ms: number | undefined): string {
  return ms === undefined ? "" : `seen ${(ms / 1000).toFixed(1)} s after the put`;
}

function named(parts: readonly (readonly [name: string, ms: number | undefined])[]): string[] {
  return parts.flatMap(([name, ms]) => (ms === undefined ? [] : [`${name} ${Math.round(ms)}`]));
}

/** `1 face`, `2 faces`. */
function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
