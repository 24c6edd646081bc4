import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { PROJECT } from "../../dev/config/project.ts";

/** How a script ended, and what it printed. */
export interface CliRun {
  readonly status: number | null;
  readonly output: string;
}

/**
 * Runs a bash script as `doppelface exec` does: the AWS CLI in it reaches a new environment. Ends at the first command
 * that fails.
 */
export function runCli(script: string, folder: string = PROJECT): CliRun {
  const { error } = spawnSync("aws", ["--version"]);
  if (error !== undefined) throw new Error("This suite needs the AWS CLI (version 1) on the PATH: pip install awscli");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(PROJECT, "dev/cli.mjs"), "exec", "--", "bash", "-c", `set -e\ncd '${folder}'\n${script}`],
    { cwd: PROJECT, encoding: "utf8", timeout: 170_000 },
  );
  return { status, output: `${stdout}\n${stderr}` };
}
