import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { homeVariable, userEnvironment } from "../../config/process-environment.ts";
import { ACCOUNT, REGION } from "../../config/settings.ts";
import type { App } from "../app.ts";

/** The variables of a CDK app. */
export interface AppEnvironment {
  /** Of the user's, without what would make the same sources give another assembly. */
  readonly variables: Readonly<Record<string, string>>;
  /** Names of what was taken away. */
  readonly removed: readonly string[];
}

/** What is not an app's to know: whose account it is, and what a CDK run around this one has left. */
const REMOVED = /^(AWS_|CDK_)/;

/**
 * The user's environment as a CDK app gets it: without credentials and whatever else begins with `AWS_`, which an app
 * does not need to be synthesised, and with the project's own commands first on the path.
 */
export function appEnvironment(app: App): AppEnvironment {
  const all = Object.entries(userEnvironment());
  const kept = all.filter(([name]) => !REMOVED.test(name));
  const variables = Object.fromEntries(kept);
  const folders = [app.folder, app.project].flatMap((folder) => [
    join(folder, ".venv", "bin"),
    join(folder, "node_modules", ".bin"),
  ]);
  const own = [...new Set(folders)].filter((folder) => existsSync(folder));
  return {
    variables: { ...homeVariable(), ...variables, PATH: [...own, variables["PATH"] ?? ""].join(delimiter) },
    removed: all.map(([name]) => name).filter((name) => REMOVED.test(name)),
  };
}

/**
 * What a run of an app gets besides: the CDK CLI's own variables, and what writes down where functions come from.
 * @param cache absolute folder for what a run may leave to the next
 */
export function runVariables(
  output: string,
  captured: string,
  context: Readonly<Record<string, unknown>>,
  cache: string,
  nodeOptions: string | undefined,
): Record<string, string> {
  const capture = fileURLToPath(new URL("capture.cjs", import.meta.url));
  return {
    CDK_OUTDIR: output,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
    // With its checks, which promotion asks for, a synth takes three times as long.
    CDK_VALIDATION: "false",
    DOPPELFACE_CAPTURE: captured,
    DOPPELFACE_CACHE: cache,
    NODE_OPTIONS: [nodeOptions ?? "", `--require ${quoted(capture)}`].join(" ").trim(),
  };
}

/** Node splits its options at spaces, but for those between double quotes. */
function quoted(path: string): string {
  return /[\s"\\]/.test(path) ? `"${path.replaceAll(/["\\]/g, String.raw`\$&`)}"` : path;
}
