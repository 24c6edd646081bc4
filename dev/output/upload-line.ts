import type { Picture } from "../pipeline/pictures.ts";
import { type Row, personName } from "../pipeline/rows.ts";
import type { UploadSteps } from "../trace/upload-steps.ts";
import { cellLines } from "./fit.ts";
import { type Sources, handlerErrorLines } from "./handler-error.ts";
import type { Style } from "./output-sink.ts";
import { printable } from "./printable.ts";

/** What is shown of one upload. */
export interface UploadReport {
  readonly key: string;
  /** Its item in the table of pictures, where the app keeps one. */
  readonly picture: Picture | undefined;
  /** Of the faces that its item lists. */
  readonly rows: readonly Row[];
  readonly steps: UploadSteps | undefined;
  /** Milliseconds from the put until the picture's item was seen, where steps cannot be seen. */
  readonly seenMs?: number | undefined;
  /** Where the app has several that could have been meant. */
  readonly functionName?: string | undefined;
  /** Where no item says it. */
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
  /** Name of the table of each item that was written, by its trace. */
  readonly written?: readonly string[];
  readonly sources?: Sources | undefined;
  /** How many faces were stored in a collection, and how many a search has found. */
  readonly indexed?: number;
  readonly matched?: number;
}

/**
 * Its line, and below it what went wrong in the handler.
 * @param columns width of the terminal; undefined where there is none
 */
export function uploadLines(report: UploadReport, style: Style, columns?: number): string[] {
  const error = report.steps?.error;
  const lines = uploadLine(report, style, columns);
  return error === undefined ? lines : [...lines, ...handlerErrorLines(error, style, report.sources)];
}

/** Key, status, name, faces, and the milliseconds of each step that was seen, or of all of them together. */
function uploadLine(report: UploadReport, style: Style, columns: number | undefined): string[] {
  const { key, picture, steps, seenMs, functionName } = report;
  const failed = steps?.error;
  const status =
    failed === undefined ? (report.status ?? picture?.status ?? "DONE") : failed.willRetry ? "RETRYING" : "FAILED";
  const good = status === "REGISTERED" || status === "DONE";
  const colour = good ? style.green : failed === undefined && status !== "FAILED" ? style.yellow : style.red;
  const detail =
    failed === undefined ? outcome(report) : `attempt ${steps?.attempt ?? 1}: ${failed.logged[0]?.name ?? failed.type}`;
  const cells = [
    { text: printable(key), width: 24 },
    { text: status, width: 19, style: colour },
    { text: functionName === undefined ? detail : `${functionName}: ${detail}`, width: 34 },
    { text: steps === undefined ? seen(seenMs) : milliseconds(steps), style: style.dim },
  ];
  return cellLines(cells, columns);
}

function outcome({ picture, rows, written = [], indexed = 0, matched = 0, reason }: UploadReport): string {
  if (picture !== undefined) {
    if (rows.length === 0) return picture.reason ?? "";
    const others = picture.other_faces === 0 ? "" : `, ${picture.other_faces} more not registered`;
    return `${printable(rows.map(personName).join(", "))} (${count(rows.length, "face")}${others})`;
  }
  if (reason !== undefined) return printable(reason);
  const tables = [...new Set(written)].map((table) => {
    const rowsOfIt = written.filter((other) => other === table).length;
    return `${count(rowsOfIt, "row")} in ${printable(table)}`;
  });
  const faces = [
    ...(indexed === 0 ? [] : [`${count(indexed, "face")} indexed`]),
    ...(matched === 0 ? [] : [`${count(matched, "face")} matched`]),
  ];
  const all = [...tables, ...faces];
  return all.length === 0 ? "no row, no face" : all.join(", ");
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
