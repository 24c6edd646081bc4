import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { basename, dirname, join } from "node:path";
import { type BuildFailure, type BuildOptions, type Metafile, build, formatMessages } from "esbuild";
import { openBuilds } from "./builds.ts";
import { RestingEsbuild } from "./resting-esbuild.ts";

/** The handler as it was saved, ready to run. */
export interface Bundle {
  /** Absolute: `index.mjs` with its map, and `preload.mjs`, which imports the packages that it needs. */
  readonly folder: string;
  /** Of `index.mjs`. */
  readonly bytes: number;
  /** Spent in esbuild. */
  readonly ms: number;
}

/** The handler does not bundle. The message is esbuild's, with code frames. */
export class BundleFailed extends Error {
  override readonly name = "BundleFailed";
}

/** Bundles `handler/index.ts` again and again. */
export interface Bundler {
  /** Resolves with undefined where the outcome is the same as the last time. Throws BundleFailed. */
  bundle(): Promise<Bundle | undefined>;
  /** Ends esbuild's work; the bundles stay. */
  dispose(): Promise<void>;
  /** Removes the bundles. */
  remove(): Promise<void>;
}

/** What is bundled, and where bundles go. */
export interface BundlerOptions {
  /** Absolute. */
  readonly project: string;
  /** Bundle the packages too, for functions that run where there are none. */
  readonly whole?: boolean;
  /** Another place for bundles than `openBuilds` has. */
  readonly folder?: string | undefined;
}

/** Written by npm at the end of an install: which version of every package lies in `node_modules`. */
const INSTALLED = join("node_modules", ".package-lock.json");

/**
 * A bundler of user code alone: packages are imported from `node_modules`, where a spare environment has them loaded
 * already. The same settings as in `infra/` otherwise. Resolves once esbuild has read the sources for the first time.
 */
export async function createBundler({ project, whole = false, folder }: BundlerOptions): Promise<Bundler> {
  const builds = await openBuilds(project, folder);
  const options = {
    absWorkingDir: project,
    entryPoints: ["handler/index.ts"],
    // Every build lies as deep as this one, so that the paths in its map lead to the sources.
    outfile: join(dirname(await builds.next()), "build", "index.mjs"),
    write: false,
    metafile: true,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    sourcemap: true,
    sourcesContent: false,
    logLevel: "silent",
  } as const satisfies BuildOptions;
  const esbuild = new RestingEsbuild(
    // As in `infra/`: in a module there is no `require` for packages that are not modules.
    whole ? { ...options, mainFields: ["module", "main"] } : { ...options, packages: "external" },
  );
  // What is wrong is told by the first bundle.
  await esbuild.rebuild().catch(() => undefined);
  const versions = installedVersions(project);
  let last: string | undefined;
  /** Nobody may ever save: after the first bundle, that of the start, esbuild rests at once. */
  let isFirst = true;
  return {
    async bundle() {
      const startedAt = performance.now();
      const installed = versions();
      const { metafile, outputFiles } = await esbuild.rebuild().catch(fail);
      const ms = performance.now() - startedAt;
      refuseEmptyFiles(metafile);
      const packages = importedPackages(metafile);
      const missing = packages.find((name) => !existsSync(join(project, "node_modules", folderOf(name))));
      // Looked for like a file, what is not installed is for esbuild to say, with a code frame.
      if (missing !== undefined) {
        await build({ ...options, external: packages.filter((name) => name !== missing) }).catch(fail);
      }
      const preload = preloadModule(packages, await installed);
      const code = outputFiles.find(({ path }) => path.endsWith(".mjs"));
      const digest = outputFiles.map(({ hash }) => hash).join() + preload;
      if (digest === last) return undefined;
      const folder = await builds.next();
      // At once: small files take less time than the way to Node's threads and back.
      for (const { path, contents } of outputFiles) writeFileSync(join(folder, basename(path)), contents);
      writeFileSync(join(folder, "preload.mjs"), preload);
      last = digest;
      if (isFirst) void esbuild.rest();
      isFirst = false;
      return { folder, bytes: code?.contents.length ?? 0, ms };
    },
    dispose: () => esbuild.rest(),
    remove: () => builds.remove(),
  };
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
