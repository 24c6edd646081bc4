import { join, resolve } from "node:path";
import { type BuildOptions, build } from "esbuild";
import type { EsbuildSource } from "../app.ts";

/** Absolute paths of the files that bundles are made of, without those of packages. */
export async function inputsOf(bundles: readonly EsbuildSource[]): Promise<string[]> {
  const inputs = await Promise.all(bundles.map(inputsOfOne));
  return [...new Set(inputs.flat())];
}

async function inputsOfOne({ options }: EsbuildSource): Promise<string[]> {
  const asked: BuildOptions = { ...options, write: false, metafile: true, logLevel: "silent" };
  const folder = asked.absWorkingDir ?? process.cwd();
  // What was bundled a moment ago may be saved by now.
  const made = await build(asked).catch(() => undefined);
  const names = Object.keys(made?.metafile?.inputs ?? {}).filter((name) => !/(^|\/)node_modules\//.test(name));
  return names.map((name) => resolve(join(folder, name)));
}
