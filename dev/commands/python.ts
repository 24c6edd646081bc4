import { userCache } from "../config/process-environment.ts";
import { pythonTable } from "../doctor/python.ts";
import { interpreters } from "../python/interpreters.ts";
import { environmentFolder, isMade, makeEnvironment } from "../python/packages.ts";
import { table } from "../output/table.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command } from "./command.ts";

/** `doppelface python`: what Python functions need, while there is a network. */
export const python: Command = {
  name: "python",
  summary: "Install what Python functions run on, boto3 and AWS's runtime client, once per Python of this machine.",
  usage: "python [VERSION…] [--json]",
  mostArguments: Number.POSITIVE_INFINITY,
  details:
    "Without a version, for each Python on the PATH, for example `doppelface python 3.12` for that one alone. It lies in " +
    "the user's cache folder, for all projects; afterwards functions need no network. The first Python function " +
    "installs it by itself.",
  options: {},
  async run({ positionals, output }) {
    const all = await interpreters();
    const wanted = positionals.length === 0 ? all : all.filter(({ minor }) => positionals.includes(`3.${minor}`));
    const missing = positionals.find((version) => !all.some(({ minor }) => version === `3.${minor}`));
    if (missing !== undefined || wanted.length === 0) {
      throw new UsageError(
        `There is no Python ${missing ?? "3"} on the PATH, but ${all.map(({ version }) => version).join(", ") || "none at all"}. ` +
          "Install it with its module venv: apt-get install python3 python3-venv, or brew install python.",
      );
    }
    const cache = userCache();
    for (const interpreter of wanted) {
      const folder = environmentFolder(cache, interpreter);
      if (isMade(folder)) continue;
      output.progress(`installing for Python ${interpreter.version}`);
      await makeEnvironment(folder, interpreter);
    }
    const rows = await pythonTable(cache);
    output.result(
      { runtimes: rows },
      table(
        ["RUNTIME", "RUNS ON", "PACKAGES"],
        rows.map(({ runtime, runsOn, folder }) => [runtime, runsOn, folder ?? "not installed yet"]),
      ),
    );
    return 0;
  },
};
