import * as v from "valibot";

/** An error that a handler logged and did not throw. */
export interface LoggedError {
  readonly name: string;
  readonly message: string;
  /** Lines, the first one with name and message; empty where it has none. */
  readonly stack: readonly string[];
}

/** A structured line of Powertools' logger. */
const Line = v.object({
  level: v.picklist(["ERROR", "CRITICAL"]),
  error: v.object({ name: v.string(), message: v.string(), stack: v.optional(v.string(), "") }),
});

/** The errors among log lines, in their order. */
export function loggedErrors(lines: readonly string[]): LoggedError[] {
  return lines.flatMap((line) => {
    if (!line.startsWith("{")) return [];
    try {
      const { name, message, stack } = v.parse(Line, JSON.parse(line)).error;
      return [{ name, message, stack: stack === "" ? [] : stack.split("\n") }];
    } catch {
      return [];
    }
  });
}
