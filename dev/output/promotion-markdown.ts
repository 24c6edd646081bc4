import { type CheckResult, type Finding, type Level, type PromotionReport, countOf } from "../promote/report.ts";
import { countsText, targetText } from "./promotion-lines.ts";

/** Findings of a check that a pull request shows without being asked. */
const SHOWN = 10;

/** A promotion's report in Markdown, for a pull request. */
export function promotionMarkdown(report: PromotionReport): string {
  const rows = report.checks.map((check) => `| ${mark(check)} | ${check.title} | ${cell(stateOf(check))} |`);
  const details = report.checks.filter(({ findings, notMade }) => findings.length > 0 || notMade !== undefined);
  return [
    `## ${countOf(report, "error") > 0 ? "❌" : "✅"} Promotion of ${report.stacks.join(", ")}`,
    "",
    `To ${targetText(report)}: ${countsText(report)}.`,
    "",
    "| | check | |",
    "| --- | --- | --- |",
    ...rows,
    "",
    ...details.flatMap((check) => [...detailsOf(check), ""]),
  ].join("\n");
}

function stateOf({ findings, looked, notMade }: CheckResult): string {
  const of = (level: Level): number => findings.filter((finding) => finding.level === level).length;
  const counts = [
    ...(of("error") > 0 ? [`**${of("error")} would fail**`] : []),
    ...(of("warning") > 0 ? [`${of("warning")} ${of("warning") === 1 ? "warning" : "warnings"}`] : []),
  ];
  return [...counts, ...(notMade === undefined ? [] : ["not made, or not wholly"]), escaped(looked ?? "")]
    .filter(Boolean)
    .join("; ");
}

function detailsOf({ title, findings, notMade }: CheckResult): string[] {
  const lines = [...(notMade === undefined ? [] : [`- not made: ${escaped(notMade)}`]), ...findings.map(item)];
  const folded = findings.every(({ level }) => level === "note") || lines.length > SHOWN;
  if (!folded) return [`### ${title}`, "", ...lines];
  return [`<details><summary>${title}</summary>`, "", ...lines, "", "</details>"];
}

function item({ level, text, next }: Finding): string {
  const word = level === "error" ? "**fails**: " : level === "warning" ? "warning: " : "";
  return `- ${word}${escaped(text)}${next === undefined ? "" : ` _${escaped(next)}_`}`;
}

function mark({ findings, notMade }: CheckResult): string {
  if (findings.some(({ level }) => level === "error")) return "❌";
  if (findings.some(({ level }) => level === "warning")) return "⚠️";
  return notMade === undefined ? "✅" : "➖";
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** `<`, `*` and `_` of resource patterns would be read as markup; within backticks they are not. */
function escaped(text: string): string {
  const parts = text.split("`");
  return parts.map((part, at) => (at % 2 === 1 ? part : part.replace(/[<*_]/g, (sign) => `\\${sign}`))).join("`");
}
