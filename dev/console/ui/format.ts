/** `340 ms`, `1.2 s`, `3 min` */
export function duration(ms: number): string {
  if (ms < 1) return "<1 ms";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** `120 ms less`, `1.2 s more`; nothing where either is not known or they are the same within a tenth. */
export function difference(before: number | undefined, after: number | undefined): string[] {
  if (before === undefined || after === undefined) return [];
  const ms = Math.abs(after - before);
  return ms < Math.max(5, before / 10) ? [] : [`${duration(ms)} ${after < before ? "less" : "more"}`];
}

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const BOTH = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** The time of day, as the browser's language writes it. @param at epoch milliseconds */
export function timeOf(at: number): string {
  return TIME.format(at);
}

/** Day and time, as the browser's language writes them. @param at epoch milliseconds */
export function dayAndTime(at: number): string {
  return BOTH.format(at);
}

/** `now`, `12 s ago`, `3 min ago`, then the time, then the day. @param at epoch milliseconds */
export function ago(at: number, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 2) return "now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 86_400 ? timeOf(at) : DAY.format(at);
}

/** `1 face`, `3 faces` */
export function several(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** `12 kB`, `3.4 MB` */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  if (size < 1_000_000) return `${Math.round(size / 1000)} kB`;
  return `${(size / 1_000_000).toFixed(1)} MB`;
}
