import { cp } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build, formatMessages } from "esbuild";
import type { App } from "../app.ts";
import { SynthFailed } from "../synth-failed.ts";
import type { LocalCode } from "../template/local-code.ts";
import { installRequirements } from "../requirements.ts";
import type { SamCode } from "./sam-code.ts";

/**
 * Does for a function what `sam build` does: bundles it, or puts the packages of its `requirements.txt` beside it.
 * Resolves with the folder of its code; undefined where it is taken as it is. Throws SynthFailed.
 */
export async function buildSam(
  app: App,
  all: readonly SamCode[],
  { logicalId, path }: LocalCode,
  output: string,
): Promise<string | undefined> {
  const code = all.find((one) => one.logicalId === logicalId);
  const folder = join(output, `build-${logicalId}`);
  if (code?.source.kind === "esbuild") {
    await bundle(logicalId, code.source.options, folder);
    return folder;
  }
  if (code === undefined || (code.requirements === undefined && code.below === "")) return undefined;
  if (code.requirements !== undefined) await installRequirements(app, code.requirements);
  const packages = code.requirements === undefined ? [] : [code.requirements.folder];
  // What is the function's own counts more than a package of the same name.
  for (const from of [...packages, path]) await cp(from, join(folder, code.below), { recursive: true });
  return folder;
}

async function bundle(logicalId: string, options: BuildOptions, outdir: string): Promise<void> {
  try {
    await build({ ...options, outdir, logLevel: "silent" });
  } catch (error) {
    if (!(error instanceof Error) || !("errors" in error)) throw error;
    const messages = await formatMessages(error.errors as Parameters<typeof formatMessages>[0], { kind: "error" });
    throw new SynthFailed(`${logicalId} does not bundle:\n${messages.join("").trim()}\nCorrect it and deploy again.`);
  }
}
