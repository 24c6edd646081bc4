import type { CommandContext } from "../command.ts";

/** One verb of `doppelface recordings`. Resolves with the exit code. */
export type RecordingsVerb = (context: CommandContext, set: { name: string; folder: string }) => Promise<number>;
