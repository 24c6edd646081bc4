import { resolve } from "node:path";
import { exportFrom } from "../engine/export-state.ts";
import { size } from "../output/size.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command } from "./command.ts";
import { ENDPOINT_OPTION, controlIfRunning } from "./running.ts";

/** `doppelface export DIR`: a copy of the state, whether an environment runs or not. */
export const exportCommand: Command = {
  name: "export",
  summary: "Copy the whole state into a folder: buckets, tables, collections, functions, stacks, what waits in queues.",
  usage: "export DIR [--state DIR] [--json]",
  mostArguments: Number.POSITIVE_INFINITY,
  details:
    "A running environment goes on; the copy is of one moment. DIR is new or empty, and there whole or not at all.",
  options: ENDPOINT_OPTION,
  async run({ positionals, values, settings, output }) {
    const [folder, ...others] = positionals;
    if (folder === undefined || others.length > 0) throw new UsageError("Where to? doppelface export DIR");
    output.detail("exporting");
    const exported = await exportFrom(settings, controlIfRunning({ values, settings }), resolve(folder));
    output.result({ exported }, [`exported ${exported.files} files, ${size(exported.bytes)}, to ${exported.folder}`]);
    return 0;
  },
};
