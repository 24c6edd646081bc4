import { lifecycleOf } from "../../endpoint/services/lambda/runtime/lifecycle.ts";
import type { Finding } from "../report.ts";

/** Days before a runtime is deprecated from which on it is told. */
const AHEAD_DAYS = 180;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What AWS's days say of a runtime today: an error where every function with it is refused, a warning where new ones
 * are or the runtime is deprecated, a note where it will be within half a year. Undefined where there is nothing to say.
 * @param today epoch milliseconds
 */
export function runtimeDays(functionId: string, runtime: string, today: number): Finding | undefined {
  const days = lifecycleOf(runtime);
  if (days === undefined) return undefined;
  const { deprecated, createBlocked, updateBlocked } = days;
  const past = (day: string): boolean => today >= Date.parse(day);
  const next = "Choose a newer runtime, and try the function here with it.";
  const blocked = `Lambda refuses new functions ${verb(createBlocked, past)}, and changes of others ${verb(updateBlocked, past)}`;
  const text = `${functionId} runs on ${runtime}: ${blocked}.`;
  if (past(updateBlocked)) return { level: "error", text, next };
  if (past(createBlocked) || past(deprecated)) return { level: "warning", text, next };
  if (today + AHEAD_DAYS * DAY_MS < Date.parse(deprecated)) return undefined;
  return { level: "note", text: `${functionId} runs on ${runtime}, which Lambda deprecates on ${deprecated}.`, next };
}

function verb(day: string, past: (day: string) => boolean): string {
  return `${past(day) ? "since" : "from"} ${day}${past(day) ? "" : " on"}`;
}
