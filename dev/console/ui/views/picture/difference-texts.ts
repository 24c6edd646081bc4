import type { SeenFace } from "../../../../trace/events.ts";
import type { Span } from "../../../../trace/trace.ts";
import { kindOf } from "../../components/boxed-picture.tsx";
import { duration, several } from "../../format.ts";
import type { Both, RunDifference } from "./run-difference.ts";

/** How long one of the runs took. */
export function timeText({ handlerMs, coldStartMs }: RunDifference, which: keyof Both<number>): string {
  const ms = handlerMs[which];
  const cold = coldStartMs[which];
  return `${ms === undefined ? "–" : duration(ms)}${cold === undefined ? "" : `, after a cold start of ${duration(cold)}`}`;
}

/** How many faces one of the runs saw. */
export function facesText(faces: readonly SeenFace[]): string {
  const leftOut = faces.filter((face) => kindOf(face) === "left-out").length;
  return `${several(faces.length, "face")}${leftOut === 0 ? "" : `, ${leftOut} left out`}`;
}

/** What became of a face in both runs, where that is not the same. */
export function faceText({ before, after }: Both<SeenFace>, index: number): string[] {
  const [was, is] = [fateOf(before), fateOf(after)];
  return was === is ? [] : [`face ${index + 1}: ${was}, now ${is}`];
}

function fateOf(face: SeenFace | undefined): string {
  if (face === undefined) return "not found";
  const kind = kindOf(face);
  return kind === "left-out" ? `left out (${(face.reasons ?? []).join(", ").toLowerCase()})` : kind;
}

/** What each row differs in. */
export function rowTexts({ items }: RunDifference): string[] {
  const texts = items.map(({ before, after, changed }) => {
    const { table = "", operation = "" } = before ?? after ?? {};
    if (after === undefined) return `${table}: ${operation} no more`;
    if (before === undefined) return `${table}: ${operation} more than before`;
    return changed.length === 0 ? undefined : `${table}: ${changed.join(", ")}`;
  });
  return counted(texts.filter((text) => text !== undefined));
}

/** Calls that only one of the runs made. */
export function callTexts(calls: readonly Both<Span>[]): string[] {
  const one = calls.filter(({ before, after }) => before === undefined || after === undefined);
  return counted(
    one.map(({ before, after }) => {
      const { name = "", error } = before ?? after ?? {};
      return `${name}${error === undefined ? "" : " that fails"} ${after === undefined ? "no more" : "more than before"}`;
    }),
  );
}

/** What is there several times stands once, with its number. */
function counted(texts: readonly string[]): string[] {
  return Object.entries(Object.groupBy(texts, (text) => text)).map(([text, all = []]) =>
    all.length === 1 ? text : `${text} (${all.length} times)`,
  );
}
