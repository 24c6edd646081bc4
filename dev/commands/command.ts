import type { Settings } from "../config/settings.ts";
import type { OutputSink } from "../output/output-sink.ts";

/** Options of a command, as `util.parseArgs` takes them, with what `--help` says of each. */
export type CommandOptions = Readonly<
  Record<
    string,
    {
      type: "string" | "boolean";
      short?: string;
      multiple?: boolean;
      description: string;
      value?: string;
      /** Value of the option where it is given alone; another one follows after `=` only. */
      alone?: string;
    }
  >
>;

/** Values of options, as `util.parseArgs` gives them: a list where the option may be repeated. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** Options that every command takes. */
export const EVERYWHERE: CommandOptions = {
  json: { type: "boolean", description: "One JSON value a line instead of text" },
  help: { type: "boolean", short: "h", description: "Show this help" },
};

/** What a command is run with. */
export interface CommandContext {
  readonly values: OptionValues;
  readonly positionals: readonly string[];
  readonly settings: Settings;
  readonly output: OutputSink;
}

/** One verb of the command line. */
export interface Command {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** After `doppelface`, for example `upload FILE…`. */
  readonly usage: string;
  /** Further paragraphs of `--help`. */
  readonly details?: string;
  readonly options: CommandOptions;
  /** Resolves with the exit code. Never prints by itself. */
  run(context: CommandContext): Promise<number>;
}

/** A command line that makes no sense; exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
