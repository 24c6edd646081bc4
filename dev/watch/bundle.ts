import { createHash } from "node:crypto";
import { existsSync, lstatSync, realpathSync, writeFileSync } from "node:fs";
import { cp, readFile, stat, symlink } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { basename, dirname, extname, join, resolve } from "node:path";
import { type BuildFailure, type BuildOptions, type Metafile, build, formatMessages } from "esbuild";
import type { EsbuildSource } from "../app/app.ts";
import { openBuilds } from "./builds.ts";
import type { Code, CodeOptions } from "./code.ts";
import { RestingEsbuild } from "./resting-esbuild.ts";

/** A function does not bundle. The message is esbuild's, with code frames. */
export class BundleFailed extends Error {
  override readonly name = "BundleFailed";
}

/** What is bundled, and where bundles go. */
export interface BundlerOptions extends CodeOptions {
  readonly source: EsbuildSource;
}

/** Written by npm at the end of an install: which version of every package lies in `node_modules`. */
const INSTALLED = join("node_modules", ".package-lock.json");

/** Options that a bundle has whose packages may as well be imported: whatever else is said, says how they are bundled. */
const PLAIN = new Set(
  [
    "absWorkingDir,entryPoints,outfile,write,bundle,platform,target,format,mainFields,sourcemap,sourcesContent",
    "logLevel",
  ].flatMap((names) => names.split(",")),
);

/**
 * A bundler of a function, with the options of its app. Where nothing of them is about packages it is one of user code
 * alone: packages are imported from `node_modules`, where a spare environment has them loaded already. Resolves once
 * esbuild has read the sources for the first time.
 */
export async function createBundler({ project, source, whole = false, folder }: BundlerOptions): Promise<Code> {
  const builds = await openBuilds(project, folder);
  const own: BuildOptions = source.options;
  const workingFolder = own.absWorkingDir ?? project;
  const isPlain = Object.keys(own).every((name) => PLAIN.has(name)) && own.format === "esm" && own.platform === "node";
  let importsPackages = !whole && isPlain && source.installed === undefined;
  const options = {
    ...own,
    // Every build lies as deep as this one, so that the paths in its map lead to the sources.
    ...placeOf(join(dirname(await builds.next()), "build"), own),
    write: false,
    metafile: true,
    logLevel: "silent",
  } as const satisfies BuildOptions;
  let esbuild = new RestingEsbuild(importsPackages ? { ...options, packages: "external" } : options);
  const entries = Array.isArray(own.entryPoints)
    ? own.entryPoints.map((entry) => resolve(workingFolder, typeof entry === "string" ? entry : entry.in))
    : [];
  let inputs = new Set(entries);
  const rebuild = async (): Promise<Awaited<ReturnType<RestingEsbuild["rebuild"]>>> => {
    const made = await esbuild.rebuild();
    const names = Object.keys(made.metafile.inputs).filter((name) => !/(^|\/)node_modules\//.test(name));
    inputs = new Set([...entries, ...names.map((name) => resolve(workingFolder, name))]);
    if (!importsPackages) return made;
    const packages = importedPackages(made.metafile);
    if (packages.every((name) => isInstalled(project, name))) return made;
    // One of a workspace is source, and one that lies elsewhere is found by esbuild alone. What is not installed is for
    // esbuild to say, with a code frame.
    await build({ ...options, external: packages.filter((name) => isInstalled(project, name)) });
    importsPackages = false;
    void esbuild.rest();
    esbuild = new RestingEsbuild(options);
    return rebuild();
  };
  // What is wrong is told by the first bundle.
  await rebuild().catch(() => undefined);
  const versions = installedVersions(project);
  let last: string | undefined;
  /** Nobody may ever save: after the first bundle, that of the start, esbuild rests at once. */
  let isFirst = true;
  return {
    async bundle() {
      const startedAt = performance.now();
      const installed = versions();
      const { metafile, outputFiles } = await rebuild().catch(fail);
      const ms = performance.now() - startedAt;
      refuseEmptyFiles(metafile);
      const packages = importedPackages(metafile).filter((name) => isInstalled(project, name));
      const preload = preloadModule(packages, await installed);
      const code = outputFiles.find(({ path }) => !path.endsWith(".map"));
      const digest = outputFiles.map(({ hash }) => hash).join() + preload;
      if (digest === last) return undefined;
      const folder = await builds.next();
      // At once: small files take less time than the way to Node's threads and back.
      for (const { path, contents } of outputFiles) writeFileSync(join(folder, basename(path)), contents);
      writeFileSync(join(folder, "preload.mjs"), preload);
      if (source.installed !== undefined) await addInstalled(source.installed, folder, whole);
      last = digest;
      if (isFirst) void esbuild.rest();
      isFirst = false;
      return { folder, bytes: code?.contents.length ?? 0, ms };
    },
    touches: (path) => inputs.has(path),
    // What is added beside a source may be what it looks for; an editor's `index.ts.new` is not.
    isNear: (path) => isLoaded(path, own) && entries.some((entry) => path.startsWith(`${dirname(entry)}/`)),
    places: () => [...new Set([...inputs].map((path) => dirname(path)))],
    dispose: () => esbuild.rest(),
    remove: () => builds.remove(),
  };
}

/** Whether it is a folder, or a link to one, or esbuild imports files of its ending (0.28, `DefaultExtensionToLoaderMap`). */
function isLoaded(path: string, { loader = {} }: BuildOptions): boolean {
  const ending = extname(path);
  if (ending in loader || /^\.([cm]?[jt]s|[jt]sx|css|json|txt)$/.test(ending)) return true;
  const found = ending === "" ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
  return found?.isDirectory() === true || found?.isSymbolicLink() === true;
}

function placeOf(folder: string, { outfile, outdir }: BuildOptions): BuildOptions {
  return outfile === undefined && outdir !== undefined
    ? { outdir: folder }
    : { outfile: join(folder, basename(outfile ?? "index.js")) };
}

/** Whether a package lies in the project's `node_modules` itself, where one of a workspace is a link to its sources. */
function isInstalled(project: string, name: string): boolean {
  const folder = join(project, "node_modules", folderOf(name));
  return existsSync(folder) && /[/\\]node_modules[/\\]/.test(realpathSync(folder));
}

/** The packages that were installed beside the deployed bundle. */
async function addInstalled(installed: string, folder: string, whole: boolean): Promise<void> {
  const [from, to] = [join(installed, "node_modules"), join(folder, "node_modules")];
  await (whole ? cp(from, to, { recursive: true, verbatimSymlinks: true }) : symlink(from, to));
}

/** A save begins with an empty file, which would be bundled without complaint. */
function refuseEmptyFiles({ inputs }: Metafile): void {
  const empty = Object.keys(inputs).find((path) => inputs[path]?.bytes === 0 && !path.includes("node_modules/"));
  if (empty !== undefined) throw new BundleFailed(`${empty} is empty.`);
}

function importedPackages({ inputs }: Metafile): string[] {
  const imports = Object.values(inputs).flatMap((input) => input.imports);
  const names = imports.filter(({ external, path }) => external === true && !isBuiltin(path)).map(({ path }) => path);
  return [...new Set(names)].toSorted();
}

/** `@scope/name` of `@scope/name/part`. */
function folderOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

/** The same text for the same packages in the same versions: an environment that has imported it fits. */
function preloadModule(packages: readonly string[], versions: string): string {
  const imports = packages.map((name) => `import(${JSON.stringify(name)})`);
  return `// Packages as installed: ${versions}\nawait Promise.allSettled([${imports.join(", ")}]);\n`;
}

/** A hash of what is installed, read again only when npm has written it. */
function installedVersions(project: string): () => Promise<string> {
  const file = join(project, INSTALLED);
  let known = { mtimeMs: 0, hash: "" };
  return async () => {
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
    if (mtimeMs !== known.mtimeMs) {
      const hash = createHash("sha256")
        .update(await readFile(file).catch(() => ""))
        .digest("hex");
      known = { mtimeMs, hash: hash.slice(0, 16) };
    }
    return known.hash;
  };
}

async function fail(error: unknown): Promise<never> {
  if (!(error instanceof Error) || !("errors" in error)) throw error;
  const messages = await formatMessages((error as BuildFailure).errors, { kind: "error", color: false });
  throw new BundleFailed(messages.join("").trim(), { cause: error });
}
