import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type BuildOptions, build } from "esbuild";
import type { EsbuildSource } from "../app.ts";
import { type FileState, fileStates } from "./file-states.ts";

/** Absolute paths of the files that bundles are made of, without those of packages. */
export async function inputsOf(bundles: readonly EsbuildSource[]): Promise<string[]> {
  const inputs = await Promise.all(bundles.map(inputsOfOne));
  return [...new Set(inputs.flat())];
}

/** What bundles were made of, by their options. */
const known = new Map<string, { readonly inputs: readonly string[]; readonly states: readonly FileState[] }>();

/** A save of the app leaves most bundles as they are, and to ask esbuild takes a third of the time of such a save. */
async function inputsOfOne({ options }: EsbuildSource): Promise<readonly string[]> {
  const key = JSON.stringify(options);
  const before = known.get(key);
  if (before !== undefined && isDeepStrictEqual(await fileStates(before.inputs), before.states)) return before.inputs;
  const startedAt = Date.now();
  const inputs = await askEsbuild(options);
  const states = await fileStates(inputs);
  // One that does not bundle has none, and what was saved meanwhile may import something else.
  if (states.length > 0 && states.every(([, , mtimeMs = startedAt]) => mtimeMs < startedAt)) {
    known.set(key, { inputs, states });
  }
  return inputs;
}

async function askEsbuild(options: BuildOptions): Promise<string[]> {
  const asked: BuildOptions = { ...options, write: false, metafile: true, logLevel: "silent" };
  const folder = asked.absWorkingDir ?? process.cwd();
  // What was bundled a moment ago may be saved by now.
  const made = await build(asked).catch(() => undefined);
  const names = Object.keys(made?.metafile?.inputs ?? {}).filter((name) => !/(^|\/)node_modules\//.test(name));
  return names.map((name) => resolve(join(folder, name)));
}
