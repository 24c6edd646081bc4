import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as v from "valibot";
import type { App, FunctionSource, Source } from "../app.ts";
import type { Assembly } from "../assembly.ts";
import { type DeclaredFunction, declaredFunctions } from "../declared-functions.ts";
import { pathSource } from "../path-source.ts";
import { esbuildOptions } from "./esbuild-arguments.ts";

/** Name of the file beside the manifest in which `capture.cjs` writes. */
export const CAPTURED = "doppelface.json";

const Asset = v.object({
  hash: v.string(),
  path: v.string(),
  exclude: v.array(v.string()),
  /** The CDK had it bundled, by whatever. */
  bundled: v.boolean(),
  nodejs: v.optional(
    v.object({
      cwd: v.string(),
      entry: v.string(),
      installs: v.boolean(),
      command: v.optional(v.array(v.string())),
      isOpaque: v.boolean(),
    }),
  ),
  /** A PythonFunction or PythonLayerVersion: its packages are put beside its files once the app has run. */
  python: v.optional(v.object({ runtime: v.string(), below: v.string(), packages: v.optional(v.string()) })),
  /** Options of each call of esbuild's `buildSync` by a bundler of the app's own. */
  builds: v.array(v.record(v.string(), v.unknown())),
});

/** An asset as it was written down. */
export type CapturedAsset = v.InferOutput<typeof Asset>;

const Captured = v.object({
  functions: v.array(
    v.object({ template: v.string(), logicalId: v.string(), asset: v.optional(Asset), inline: v.boolean() }),
  ),
  assets: v.array(Asset),
  /** Absolute paths that the app has read; undefined where not all are known. */
  files: v.optional(v.array(v.string())),
  /** Names of variables that it has read; undefined where it has copied all of them. */
  variables: v.optional(v.array(v.string())),
});

/** What was written down of a run of the app. */
export type Captured = v.InferOutput<typeof Captured>;

/** Reads what was written down in the folder of an assembly; undefined where there is nothing. */
export function readCaptured(folder: string): Captured | undefined {
  const file = join(folder, CAPTURED);
  return existsSync(file) ? v.parse(Captured, JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

/** Where the code of each function of an assembly comes from. */
export function capturedSources(assembly: Assembly, captured: Captured | undefined): FunctionSource[] {
  return declaredFunctions(assembly).map((declared) => ({
    template: declared.template,
    logicalId: declared.logicalId,
    source: sourceOf(declared, captured, assembly.folder),
  }));
}

function sourceOf(declared: DeclaredFunction, captured: Captured | undefined, folder: string): Source {
  if (declared.code.is === "inline") return { kind: "inline" };
  const { template, logicalId, code } = declared;
  const known = captured?.functions.find(
    (record) => record.logicalId === logicalId && basename(template) === basename(record.template),
  );
  const key = code.is === "object" ? code.key : "";
  // A function of level 1 names its asset by the hash alone.
  const asset = known?.asset ?? captured?.assets.find(({ hash }) => key.includes(hash));
  if (asset === undefined) return { kind: "elsewhere" };
  const { nodejs, builds, bundled, path, exclude, hash, python } = asset;
  // Assets of all stages lie in the outermost folder.
  const staged = join(folder, `asset.${hash}`);
  if (nodejs !== undefined) {
    const options =
      nodejs.isOpaque || nodejs.command === undefined ? undefined : esbuildOptions(nodejs.command, nodejs.cwd);
    if (options === undefined) return { kind: "opaque", paths: [dirname(nodejs.entry)] };
    return { kind: "esbuild", options, installed: nodejs.installs ? staged : undefined };
  }
  const [build, ...others] = builds;
  if (build !== undefined && others.length === 0) return { kind: "esbuild", options: build, installed: undefined };
  if (bundled) return { kind: "opaque", paths: [path] };
  const packages = python?.packages === undefined ? {} : { packages: python.packages };
  return { ...pathSource(path, exclude), ...packages };
}

/** Absolute paths of what layers and the like are made of, and of the lists of functions' packages. */
export function capturedParts(app: App, { functions, assets }: Captured): string[] {
  const ofFunctions = new Set(functions.map(({ asset }) => asset?.hash));
  const others = assets
    .filter(({ hash, nodejs }) => nodejs === undefined && !ofFunctions.has(hash))
    .map(({ path }) => path);
  const lists = assets.filter(({ python }) => python !== undefined).map(({ path }) => join(path, "requirements.txt"));
  // What packages bring is nobody's to edit, and the app's own folder holds what it writes.
  const edited = others.filter(
    (path) => !/[/\\]node_modules[/\\]/.test(path) && !`${app.folder}/`.startsWith(`${path}/`),
  );
  return [...new Set([...edited, ...lists])];
}
