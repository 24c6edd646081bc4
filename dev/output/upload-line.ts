import type { Picture } from "../pipeline/pictures.ts";
import { type Row, personName } from "../pipeline/rows.ts";
import type { UploadSteps } from "../trace/upload-steps.ts";
import type { Style } from "./output-sink.ts";

/** What is shown of one upload. */
export interface UploadReport {
  readonly key: string;
  readonly picture: Picture | undefined;
  readonly rows: readonly Row[];
  readonly steps: UploadSteps | undefined;
}

/** One line: key, status, name, faces, and the milliseconds of each step that was seen. */
export function uploadLine({ key, picture, rows, steps }: UploadReport, style: Style): string {
  const failed = steps?.error;
  const status = failed === undefined ? (picture?.status ?? "PENDING") : failed.willRetry ? "RETRYING" : "FAILED";
  const colour = status === "REGISTERED" ? style.green : failed === undefined ? style.yellow : style.red;
  const detail = failed === undefined ? outcome(picture, rows) : `${failed.type}: ${failed.message}`;
  return [key.padEnd(26), colour(status.padEnd(19)), detail.padEnd(46), style.dim(milliseconds(steps))]
    .join(" ")
    .trimEnd();
}

function outcome(picture: Picture | undefined, rows: readonly Row[]): string {
  if (picture === undefined) return "";
  if (rows.length === 0) return picture.reason ?? "";
  const others = picture.other_faces === 0 ? "" : `, ${picture.other_faces} more not registered`;
  return `${rows.map(personName).join(", ")} (${count(rows.length, "face")}${others})`;
}

function milliseconds(steps: UploadSteps | undefined): string {
  if (steps === undefined) return "";
  const parts = [
    ["put", steps.put],
    ["wait", steps.wait],
    [steps.cold ? "handler (cold)" : "handler", steps.handler],
    ["recognise", steps.recognise],
    ["store", steps.store],
  ] as const;
  return `${parts
    .filter(([, ms]) => ms !== undefined)
    .map(([name, ms]) => `${name} ${Math.round(ms ?? 0)}`)
    .join("  ")} ms`;
}

/** `1 face`, `2 faces`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
