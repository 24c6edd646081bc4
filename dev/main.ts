import { parseArgs } from "node:util";
import { EVERYWHERE, type OptionValues, UsageError } from "./config/command-line.ts";
import type { Command } from "./commands/command.ts";
import { COMMANDS } from "./commands/commands.ts";
import { similarName } from "./config/similar-name.ts";
import { loadSettings } from "./config/load.ts";
import { createOutput } from "./output/create-output.ts";
import { commandHelp, overview } from "./output/help.ts";
import type { OutputSink } from "./output/output-sink.ts";

/** Exit code for a command line that makes no sense, as in sysexits and most CLIs. */
const USAGE = 2;

/** Runs one command line. Resolves with the exit code: 0 done, 1 failed, 2 wrong usage, or that of `exec`'s command. */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  // What follows `--` belongs to the command that `exec` runs.
  const own = rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
  const output = createOutput(own.includes("--json") ? "json" : "terminal");
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    output.text(overview(COMMANDS));
    return name === undefined ? USAGE : 0;
  }
  const entry = COMMANDS.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    const meant = similarName(
      name,
      COMMANDS.map((candidate) => candidate.name),
    );
    const next = meant === undefined ? "" : ` Did you mean \`doppelface ${meant}\`?`;
    output.error(new UsageError(`There is no command '${name}'.${next} \`doppelface help\` lists them.`));
    return USAGE;
  }
  return run(await entry.load(), rest, output);
}

async function run(command: Command, argv: readonly string[], output: OutputSink): Promise<number> {
  try {
    const { values, positionals } = parse(command, argv);
    if (values["help"] === true) {
      output.text(commandHelp(command));
      return 0;
    }
    checkArguments(command, positionals);
    return await command.run({ values, positionals, settings: loadSettings(values), output });
  } catch (error) {
    output.error(error);
    return error instanceof UsageError ? USAGE : 1;
  }
}

function checkArguments({ name, usage, mostArguments = 0 }: Command, positionals: readonly string[]): void {
  const surplus = positionals.slice(mostArguments).map((argument) => `'${argument}'`);
  if (surplus.length === 0) return;
  const most =
    mostArguments === 0 ? "no argument" : `${mostArguments} argument${mostArguments === 1 ? "" : "s"} at most`;
  throw new UsageError(
    `\`doppelface ${name}\` takes ${most}; ${surplus.join(", ")} ${surplus.length === 1 ? "is" : "are"} too much. ` +
      `Usage: doppelface ${usage}`,
  );
}

function parse(command: Command, argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: argv.map((arg) => valued(command, arg)),
      options: { ...EVERYWHERE, ...command.options },
      allowPositionals: true,
      strict: true,
    });
    return { values: values as OptionValues, positionals };
  } catch (error) {
    // Of an unknown option Node says at length how it would be given as an argument.
    const message = (error instanceof Error ? error.message : String(error)).replace(/ To specify a positional.*/s, "");
    const [, option] = /^Unknown option '--([^']+)'/.exec(message) ?? [];
    const meant = option && similarName(option, Object.keys({ ...EVERYWHERE, ...command.options }));
    const next = meant ? ` Did you mean --${meant}?` : "";
    throw new UsageError(`${message.replace(/[^.]$/, "$&.")}${next} See \`doppelface ${command.name} --help\`.`);
  }
}

/** `--inspect` as `--inspect=9229`: parseArgs knows no options whose value may be left out. */
function valued(command: Command, arg: string): string {
  const alone = arg.startsWith("--") ? command.options[arg.slice(2)]?.alone : undefined;
  return alone === undefined ? arg : `${arg}=${alone}`;
}
