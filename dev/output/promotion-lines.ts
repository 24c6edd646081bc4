import { type CheckResult, type Finding, type Level, type PromotionReport, countOf } from "../promote/report.ts";
import type { Style } from "./output-sink.ts";

/** A promotion's report for the terminal. */
export function promotionLines(report: PromotionReport, style: Style): string[] {
  return [
    `${style.bold(report.stacks.join(", "))} to ${targetText(report)}`,
    ...report.checks.flatMap((check) => ["", ...checkLines(check, style)]),
    "",
    ...failureLines(report, style),
    summary(report, style),
  ];
}

/** Account, region and endpoint of a target in words. */
export function targetText({ target: { account, region, endpoint } }: PromotionReport): string {
  return [
    account === undefined ? "an account that is not known" : `account ${account}`,
    region === undefined ? "no region" : `in ${region}`,
    ...(endpoint === undefined ? [] : [`at ${endpoint}`]),
  ].join(" ");
}

/** How many things would fail, and how many need a look, in words. */
export function countsText(report: PromotionReport): string {
  const [errors, warnings] = [countOf(report, "error"), countOf(report, "warning")];
  const notMade = report.checks.filter((check) => check.notMade !== undefined).length;
  return [
    errors === 0 ? "nothing found that would fail" : `${errors} would fail`,
    `${warnings} ${warnings === 1 ? "warning" : "warnings"}`,
    ...(notMade === 0 ? [] : [`${notMade} ${notMade === 1 ? "check" : "checks"} not made, or not wholly`]),
  ].join(", ");
}

function checkLines(check: CheckResult, style: Style): string[] {
  const { title, looked, notMade, findings } = check;
  return [
    `${mark(check, style)} ${style.bold(title)}${looked === undefined || looked === "" ? "" : `  ${style.dim(looked)}`}`,
    ...(notMade === undefined ? [] : [`    ${style.yellow("not made")}  ${notMade}`]),
    ...findings.flatMap((finding, at) => findingLines(finding, findings[at + 1], style)),
  ];
}

/** What to do about findings that follow each other is said once, after the last of them. */
function findingLines({ level, text, next }: Finding, after: Finding | undefined, style: Style): string[] {
  if (level === "note") return [style.dim(`    ${text}`)];
  const word = level === "error" ? style.red("fails   ") : style.yellow("warning ");
  return [`    ${word} ${text}`, ...(next === undefined || next === after?.next ? [] : [`             ${next}`])];
}

function mark({ findings, notMade }: CheckResult, style: Style): string {
  const has = (level: Level): boolean => findings.some((finding) => finding.level === level);
  if (has("error")) return style.red("✗");
  if (has("warning")) return style.yellow("!");
  return notMade === undefined ? style.green("✓") : style.yellow("-");
}

/** Once more what would fail: above it stand the many known differences. */
function failureLines({ checks }: PromotionReport, style: Style): string[] {
  return checks.flatMap(({ title, findings }) =>
    findings.filter(({ level }) => level === "error").map(({ text }) => `${style.red("✗")} ${title}: ${text}`),
  );
}

function summary(report: PromotionReport, style: Style): string {
  const text = `${countsText(report)}.`;
  return countOf(report, "error") > 0 ? style.red(text) : style.green(text);
}
