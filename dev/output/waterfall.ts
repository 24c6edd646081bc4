import type { Span, Trace } from "../trace/trace.ts";
import { cut, cutWords, padded } from "./fit.ts";
import { logText } from "./log-text.ts";
import type { Style } from "./output-sink.ts";
import { textWidth } from "./text-width.ts";
import { printable } from "./printable.ts";

/** Columns of the milliseconds. */
const MS_COLUMNS = 8;
const LEAST_BAR = 12;
const LEAST_DETAIL = 24;
const MOST_NAME = 44;

/** Draws a trace: its head, then one line a step with bar and milliseconds. `columns`: width of the terminal. */
export function waterfall(trace: Trace, columns: number, style: Style): string[] {
  const width = Math.max(60, columns) - 1;
  const names = trace.spans.map(label);
  const nameColumns = Math.min(MOST_NAME, Math.max(...names.map((name) => textWidth(name))));
  const barColumns = Math.max(LEAST_BAR, Math.floor((width - nameColumns - MS_COLUMNS - 2) * 0.45));
  const detailColumns = width - nameColumns - barColumns - MS_COLUMNS - 4;
  const lines = trace.spans.flatMap((span, index) => {
    const name = padded(cut(names[index] ?? "", nameColumns), nameColumns);
    const bar = barOf(span, trace.ms, barColumns).padEnd(barColumns);
    const text = detailOf(span);
    const line = `${name} ${colourOf(span, style)(bar)} ${milliseconds(span)}`;
    // On a narrow terminal a line of its own has room for it.
    const own = "  ".repeat(span.depth + 2);
    const isBeside = detailColumns >= LEAST_DETAIL || textWidth(text) <= detailColumns;
    const detail = cutWords(text, isBeside ? Math.max(0, detailColumns) : width - own.length);
    const styled = detailStyle(span, style)(detail);
    if (isBeside) return [`${line}  ${detail === "" ? "" : styled}`.trimEnd()];
    return [line.trimEnd(), `${own}${styled}`];
  });
  const dropped = trace.dropped === 0 ? [] : [style.dim(`${trace.dropped} further steps were not kept.`)];
  return [...head(trace, style), "", ...lines, ...dropped];
}

/** One line about a trace, for a list of them. */
export function traceLine(trace: Trace, style: Style): string {
  const calls = trace.spans.filter(({ kind }) => kind === "call");
  const retries = calls.filter(({ attempt = 1 }) => attempt > 1).length;
  const attempts = trace.spans.filter(({ kind }) => kind === "handler").length;
  const notes = [
    `${calls.length} ${calls.length === 1 ? "call" : "calls"}`,
    ...(retries === 0 ? [] : [`${retries} ${retries === 1 ? "retry" : "retries"}`]),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
  ];
  return [
    style.dim(trace.startedAt.slice(11, 19)),
    trace.id,
    coloured(trace, style)(trace.status.padEnd(8)),
    `${Math.round(trace.ms)} ms`.padStart(9),
    picture(trace.subject),
    style.dim(`(${notes.join(", ")})`),
  ].join("  ");
}

function head(trace: Trace, style: Style): string[] {
  return [
    `${style.bold(picture(trace.subject))}  ${coloured(trace, style)(trace.status)} in ${Math.round(trace.ms)} ms  ${style.dim(`${trace.id}, ${trace.startedAt}`)}`,
  ];
}

/** The key of `bucket/key`; the name of a function as it is. */
function picture(subject: string): string {
  const slash = subject.indexOf("/");
  return printable(slash < 0 ? subject : subject.slice(slash + 1));
}

function coloured({ status }: Trace, style: Style): (text: string) => string {
  if (status === "finished") return style.green;
  return status === "failed" ? style.red : style.yellow;
}

function label(span: Span): string {
  const attempt = span.attempt !== undefined && (span.attempt > 1 || span.kind === "handler");
  return `${"  ".repeat(span.depth)}${span.name}${attempt ? ` (attempt ${span.attempt})` : ""}`;
}

/** What went wrong, or what it was about. Log lines of the logger are shown by their message. */
function detailOf({ kind, detail = "", error, fault }: Span): string {
  const put = fault === undefined ? "" : `[${fault}] `;
  if (error !== undefined) return `${put}${error}${detail === "" ? "" : ` (${detail})`}`;
  return `${put}${kind === "log" ? logText(detail) : detail}`;
}

const FULL = "█";
/** Eighths of a column, from the left. */
const EIGHTHS = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", FULL] as const;

function barOf({ kind, start, ms }: Span, total: number, columns: number): string {
  const scale = total <= 0 ? 0 : columns / total;
  const from = Math.min(columns - 1, Math.floor(start * scale));
  if (kind === "log" || kind === "notification" || kind === "destination") return `${" ".repeat(from)}·`;
  const length = Math.min(columns - from, ms === undefined ? columns - from : ms * scale);
  const rest = EIGHTHS[Math.max(0, Math.ceil((length % 1) * 8) - 1)] ?? FULL;
  return `${" ".repeat(from)}${FULL.repeat(Math.floor(length))}${length % 1 === 0 && length >= 1 ? "" : rest}`;
}

function colourOf({ kind, error }: Span, style: Style): (text: string) => string {
  if (error !== undefined) return style.red;
  if (kind === "wait" || kind === "init" || kind === "log") return style.dim;
  if (kind === "model") return style.yellow;
  return style.green;
}

function detailStyle({ error }: Span, style: Style): (text: string) => string {
  return error === undefined ? style.dim : style.red;
}

function milliseconds({ kind, ms }: Span): string {
  if (kind === "log" || kind === "notification" || kind === "destination") return " ".repeat(MS_COLUMNS);
  return (ms === undefined ? "running" : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`).padStart(MS_COLUMNS);
}
