import type { CommandUsage, OptionValues } from "../config/command-line.ts";
import type { Settings } from "../config/settings.ts";
import type { OutputSink } from "../output/output-sink.ts";

/** What a command is run with. */
export interface CommandContext {
  readonly values: OptionValues;
  readonly positionals: readonly string[];
  readonly settings: Settings;
  readonly output: OutputSink;
}

/** One verb of the command line. */
export interface Command extends CommandUsage {
  /** Resolves with the exit code. Never prints by itself. */
  run(context: CommandContext): Promise<number>;
}
