import type { AccuracyResult, NobodyMeasured, PeopleMeasured } from "../accuracy/result.ts";
import { printable } from "./printable.ts";
import { table } from "./table.ts";

/** Files that one kind of finding names; the rest is counted. */
const SHOWN = 5;

type Share = NonNullable<PeopleMeasured["missed"]>;

/** A result for the second column, and what it is called. */
export interface Beside {
  readonly name: string;
  readonly result: AccuracyResult;
}

/** What was measured, beside another result where there is one; a table for everybody and for each group. */
export function accuracyLines(result: AccuracyResult, beside?: Beside, columns?: number): string[] {
  const results = beside === undefined ? [result] : [result, beside.result];
  const header = beside === undefined ? ["MEASURED"] : ["MEASURED", beside.name.toUpperCase()];
  const tables = [
    ...peopleTable("PEOPLE", results, header, ({ people }) => people, columns),
    ...result.groups.flatMap(({ group }) =>
      peopleTable(
        group.toUpperCase(),
        results,
        header,
        ({ groups }) => groups.find((other) => other.group === group)?.measured,
        columns,
      ),
    ),
    ...nobodyTable("NOBODY", results, header, ({ nobody }) => nobody, columns),
    ...result.kinds.flatMap(({ kind }) =>
      nobodyTable(
        `NOBODY: ${kind.toUpperCase()}`,
        results,
        header,
        ({ kinds }) => kinds.find((other) => other.kind === kind)?.measured,
        columns,
      ),
    ),
  ];
  return [
    `model   ${result.model}`,
    ...(beside === undefined ? [] : [`${beside.name.padEnd(7)} ${beside.result.model}`]),
    ...(beside !== undefined && beside.result.collection !== result.collection
      ? ["note    the earlier result is of other pictures: the columns cannot be compared"]
      : []),
    ...tables,
    "",
    ...files("no picture", result.unreadable),
    ...files("copy", result.repeated),
    ...files("empty folder", result.empty),
    ...files("left out", result.otherFiles),
    ...files("missed", result.people?.missedFiles ?? []),
    ...files(
      "false face",
      (result.nobody?.faces ?? []).map(({ file, confidence }) => `${file} (Confidence ${confidence.toFixed(1)})`),
    ),
    "In brackets: where the share lies with 95 % of certainty, as far as other people are like these.",
  ];
}

function peopleTable(
  title: string,
  results: readonly AccuracyResult[],
  header: readonly string[],
  of: (result: AccuracyResult) => PeopleMeasured | undefined,
  columns: number | undefined,
): string[] {
  const cells = results.map((result) => peopleCells(of(result)));
  const rows = (cells[0] ?? []).map(([name], row) => [name, ...cells.map((column) => column[row]?.[1] ?? "")]);
  return rows.length === 0 ? [] : ["", ...table([title, ...header], rows, columns)];
}

function peopleCells(measured: PeopleMeasured | undefined): (readonly [name: string, cell: string])[] {
  if (measured === undefined) return [];
  const { users } = measured;
  return [
    ["people, photographs", `${measured.people}, ${measured.photographs}`],
    ["no face found", share(measured.missed)],
    ["faces beside the largest", String(measured.others)],
    ...measured.confidence.map(({ least, share: of }) => [`Confidence ${least} and more`, share(of)] as const),
    ["pairs of one person", String(measured.samePairs)],
    ...measured.at.map(({ threshold, same }) => [`  Similarity ${threshold} and more`, share(same)] as const),
    ["pairs of two people", String(measured.differentPairs)],
    ...measured.at.map(({ threshold, different }) => [`  Similarity ${threshold} and more`, share(different)] as const),
    ["right answers at 80", measured.balancedAt80 === undefined ? NONE : percent(measured.balancedAt80)],
    ...measured.atFalseRate.map((at) => [`TPR at FPR ${at.rate.toExponential(0)}`, atRate(at)] as const),
    ["rank 1", share(measured.rankOne)],
    ["searches (3 photographs and more)", String(users.searches)],
    ["  among faces: right, wrong", found(users.byFace)],
    ["  among users: right, wrong", found(users.byUser)],
  ];
}

function nobodyTable(
  title: string,
  results: readonly AccuracyResult[],
  header: readonly string[],
  of: (result: AccuracyResult) => NobodyMeasured | undefined,
  columns: number | undefined,
): string[] {
  const measured = results.map(of);
  if (measured[0] === undefined) return [];
  const row = (name: string, cell: (one: NobodyMeasured) => string) => [
    name,
    ...measured.map((one) => (one === undefined ? "" : cell(one))),
  ];
  const surer = (least: number) => (one: NobodyMeasured) =>
    String(one.faces.filter(({ confidence }) => confidence >= least).length);
  const rows = [
    row("photographs", ({ photographs }) => String(photographs)),
    row("with a false face", ({ withFace }) => share(withFace)),
    row("false faces", surer(0)),
    row("  Confidence 90 and more", surer(90)),
    row("  Confidence 99 and more", surer(99)),
  ];
  return ["", ...table([title, ...header], rows, columns)];
}

const NONE = "none to try";

function atRate({ rate, similarity, same, enough, takes }: PeopleMeasured["atFalseRate"][number]): string {
  const few = `too few strangers: it takes ${takes.toLocaleString("en")} pairs`;
  if (same === undefined || similarity === undefined) return few;
  // A rate of 1e-4 lies far up: two digits would say 100.
  const value = `${share(same)} at ${similarity.toFixed(rate < 1e-2 ? 3 : 1)}`;
  return enough ? value : `${value}; ${few}`;
}

function share(value: Share | undefined): string {
  if (value === undefined) return NONE;
  const digits = value.share < 0.01 ? 2 : 1;
  return `${percent(value.share)} (${(100 * value.low).toFixed(digits)}–${(100 * value.high).toFixed(digits)})`;
}

function found(value: { right: number; wrong: number } | undefined): string {
  return value === undefined ? NONE : `${percent(value.right)}, ${percent(value.wrong)}`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(value < 0.01 ? 2 : 1)} %`;
}

function files(name: string, all: readonly string[]): string[] {
  const more = all.length - SHOWN;
  return [
    ...all.slice(0, SHOWN).map((file) => `${name}: ${printable(file)}`),
    ...(more > 0 ? [`${name}: and ${more} more`] : []),
  ];
}
