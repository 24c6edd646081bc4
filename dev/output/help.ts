import { type CommandUsage, EVERYWHERE } from "../config/command-line.ts";

/** What `doppelface help` prints. */
export function overview(commands: readonly Pick<CommandUsage, "name" | "summary">[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    "Usage: doppelface COMMAND [OPTION…]",
    "",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "`doppelface COMMAND --help` tells more. Each command takes --json.",
  ].join("\n");
}

/** What `doppelface COMMAND --help` prints. */
export function commandHelp(command: CommandUsage): string {
  const options = Object.entries({ ...command.options, ...EVERYWHERE }).map(
    ([name, { value, alone, description }]) =>
      [`--${name}${alone === undefined ? " " : ""}${value ?? ""}`.trimEnd(), description] as const,
  );
  const width = Math.max(...options.map(([name]) => name.length));
  return [
    `Usage: doppelface ${command.usage}`,
    "",
    command.summary,
    ...(command.details === undefined ? [] : ["", command.details]),
    "",
    ...options.map(([name, description]) => `  ${name.padEnd(width)}  ${description}`),
  ].join("\n");
}
