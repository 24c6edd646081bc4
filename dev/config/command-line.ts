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

/** What `--help` says of a command. */
export interface CommandUsage {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** After `doppelface`, for example `upload FILE…`. */
  readonly usage: string;
  /** Most arguments besides options; none unless told. */
  readonly mostArguments?: number;
  /** Further paragraphs of `--help`. */
  readonly details?: string;
  readonly options: CommandOptions;
}

/** A command line that makes no sense; exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
