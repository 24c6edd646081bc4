import { join } from "node:path";
import type { App, AppKind, Made } from "../app.ts";
import { readAssembly } from "../assembly.ts";
import { keptAssembly } from "../assembly-cache.ts";
import { cacheFolder } from "../cache-folder.ts";
import { AssemblyKey } from "./assembly-key.ts";
import { inputsOf } from "./bundle-inputs.ts";
import { type Captured, capturedParts, capturedSources, readCaptured } from "./captured.ts";
import { type CdkSettings, cdkSettings } from "./cdk-settings.ts";
import { refuseLookups } from "./lookups.ts";
import { addPythonPackages } from "./python-packages.ts";
import { runApp } from "./run-app.ts";

/**
 * A CDK app in any language, by the command of its `cdk.json`: run in a child process, without the cdk CLI, unless the
 * same sources, context and variables have made an assembly before.
 */
export const cdkApp: AppKind = {
  async synthesize(app, options) {
    const cache = options.cache ?? join(cacheFolder(app.project), "assemblies");
    const settings = await cdkSettings(app);
    const context = { ...settings.context, ...options.context };
    const key = await AssemblyKey.of(app, cache, settings, context);
    const folder = await keptAssembly(
      cache,
      () => key.name(),
      async (making) => {
        await runApp(app, making, settings, context);
        refuseLookups(app, making);
        const captured = readCaptured(making);
        if (captured === undefined) return;
        await addPythonPackages(app, making, captured);
        const paths = await readPaths(app, captured, readMade(app, making, settings), settings);
        await key.remember({ paths, variables: settings.compiles ? undefined : captured.variables });
      },
    );
    return readMade(app, folder, settings);
  },
};

/** What an assembly was made of that lies elsewhere than in the folder of its app. */
async function readPaths(
  app: App,
  captured: Captured,
  { functions }: Made,
  { compiles, outputs }: CdkSettings,
): Promise<string[]> {
  const bundles = functions.flatMap(({ source }) => (source.kind === "esbuild" ? [source] : []));
  const inputs = await inputsOf(bundles);
  const paths = [...(captured.files ?? []), ...captured.assets.map(({ path }) => path), ...inputs];
  // Of the template that this project is, both folders are known by their contents.
  const known = [app.folder, ...(app.command === undefined ? [] : [join(app.project, "handler")])];
  const liesIn = (path: string, folders: readonly string[]): boolean =>
    folders.some((folder) => `${path}/`.startsWith(`${folder}/`));
  // What a build of the user's own has made of the sources is read as it lies there; what a run makes itself is not asked.
  const built = compiles ? [] : outputs;
  return [...new Set(paths)].filter((path) => !liesIn(path, known) || liesIn(path, built)).toSorted();
}

function readMade(app: App, folder: string, { compiles, outputs }: CdkSettings): Made {
  const assembly = readAssembly(folder);
  const captured = readCaptured(folder);
  const reads = compiles ? undefined : captured?.files;
  const parts = captured === undefined ? [] : capturedParts(app, captured);
  return { ...assembly, functions: capturedSources(assembly, captured), parts, reads, outputs };
}
