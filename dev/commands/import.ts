import { START } from "../config/start-command.ts";
import { resolve } from "node:path";
import { EXPORTED_PARTS } from "../endpoint/services/exported-parts.ts";
import { importState } from "../endpoint/state/import.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command } from "./command.ts";
import { STATE_OPTION } from "./running.ts";

/** `doppelface import DIR`: the state of an export, in a state folder that is empty. */
export const importCommand: Command = {
  name: "import",
  summary: "Bring what `doppelface export` has copied into an empty state folder.",
  usage: "import DIR [--state DIR] [--json]",
  mostArguments: Number.POSITIVE_INFINITY,
  details: "Every file is checked first; a damaged or unfinished export is refused and changes nothing.",
  options: STATE_OPTION,
  async run({ positionals, settings, output }) {
    const [folder, ...others] = positionals;
    if (folder === undefined || others.length > 0) throw new UsageError("Where from? doppelface import DIR");
    output.detail("importing");
    const { state, durability } = settings;
    const imported = await importState(resolve(folder), { folder: state, durability }, EXPORTED_PARTS);
    output.result({ imported: { ...imported, state } }, [
      `imported ${imported.files} files, exported ${imported.exportedAt}, into ${state}`,
      ...imported.notes,
      `Start it with \`${START}\`.`,
    ]);
    return 0;
  },
};
