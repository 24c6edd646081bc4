import type { DevEvent } from "../trace/events.ts";

/** Where a command's words go. The only things that print are the sinks. */
export interface OutputSink {
  /** Help and other plain text. */
  text(text: string): void;
  /** A result: `lines` for people, `value` as one line of JSON. */
  result(value: unknown, lines: readonly string[]): void;
  /** A phase that takes a while. */
  progress(text: string): void;
  /** What goes on within a phase; shown only where it can be replaced by what comes next. */
  detail(text: string): void;
  /** Something that happened in the environment, for sinks that show everything. */
  event(event: DevEvent): void;
  /** Empties the screen, where there is one. */
  clear(): void;
  /** What failed, why, and what to do next. */
  error(error: unknown): void;
  readonly style: Style;
  /** Width of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
}

/** Colours for lines; the identity where there are none. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
}
